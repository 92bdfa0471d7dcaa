"""What is true of Kubernetes' own kinds and of other projects' kinds, charts, images and clouds, with sources."""
