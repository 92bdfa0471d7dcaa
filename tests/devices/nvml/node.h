/*
 * A libnvidia-ml.so.1 without a GPU: the calls that NVIDIA's device plugin and GPU Feature Discovery make, answered from
 * the text file that the environment variable FAKE_NVML_NODE names. Functions, their arguments and the layout of
 * structures are those of NVML 13 (source: github.com/NVIDIA/go-nvml v0.13, pkg/nvml/nvml.h).
 *
 * The file, one fact a line; what belongs to a GPU follows its line, and GPUs are numbered in the order of the file:
 *
 *   driver 580.95.05
 *   cuda 13000
 *   gpu UUID MEMORY_MIB MAJOR MINOR BUS_ID NAME ...
 *   mig 0 | 1                                   off or on; a GPU without the line has no MIG
 *   profile INDEX ID SLICES MEMORY_MIB SMS      INDEX is NVML's number of the kind of GPU instance
 *   instance GI CI ID COMPUTE_SLICES UUID       one compute instance in a GPU instance of the profile ID
 *
 * A file that cannot be read is a driver that is not loaded. A name that is missing here ends the caller with
 * "symbol lookup error", so nothing is answered by accident.
 */
#ifndef NODE_H
#define NODE_H

enum { OK = 0, UNINITIALIZED = 1, BAD_ARGUMENT = 2, NOT_SUPPORTED = 3, NOT_FOUND = 6, NO_DRIVER = 9, TIMEOUT = 10 };
enum { MOST_GPUS = 16, MOST_PROFILES = 17, MOST_INSTANCES = 8, COMPUTE_PROFILES = 8 };

typedef int Return;
typedef unsigned int Number;
typedef unsigned long long Large;

struct gpu;

struct profile {
    Number index, id, slices, multiprocessors;
    Large memory_mib;
};

/* A MIG device, and at once its GPU instance and compute instance, which have the same facts. */
struct instance {
    int is_mig;
    struct gpu *parent;
    const struct profile *profile;
    Number gi, ci, compute_slices;
    char uuid[80];
};

/* What a device handle points to: a GPU, or a MIG device, which begins with the same field. */
struct gpu {
    int is_mig;
    Number index, profiles, instances;
    int mig_mode; /* -1 where the GPU has no MIG */
    int major, minor;
    Large memory_mib;
    char uuid[80], name[96], bus_id[32];
    struct profile profile[MOST_PROFILES];
    struct instance instance[MOST_INSTANCES];
};

typedef struct gpu *Device;

struct node {
    char driver[80];
    int cuda;
    Number gpus;
    struct gpu gpu[MOST_GPUS];
};

extern struct node node;

/* Read the file into node. */
Return read_node(void);

/* A MIG device behind a handle that is one. */
static inline const struct instance *mig_device(Device device) { return (const struct instance *)(const void *)device; }

/* The GPU behind either kind of handle. */
static inline Device owner(Device device) { return device->is_mig ? mig_device(device)->parent : device; }

#endif
