module gpuslice.test/leash

go 1.25.0
