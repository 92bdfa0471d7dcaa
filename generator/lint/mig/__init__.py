"""MIG2xx: mig-parted's configuration."""
