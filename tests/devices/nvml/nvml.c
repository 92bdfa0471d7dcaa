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
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { OK = 0, UNINITIALIZED = 1, BAD_ARGUMENT = 2, NOT_SUPPORTED = 3, NOT_FOUND = 6, NO_DRIVER = 9, TIMEOUT = 10 };
enum { MOST_GPUS = 16, MOST_PROFILES = 17, MOST_INSTANCES = 8, COMPUTE_PROFILES = 8 };

typedef int Return;
typedef unsigned int Number;
typedef unsigned long long Large;

/* Slices of a compute instance by NVML's number of its kind; the last is a second kind of one slice, not offered. */
static const Number COMPUTE_SLICES[COMPUTE_PROFILES] = {1, 2, 3, 4, 7, 8, 6, 0};

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

static struct {
    char driver[80];
    int cuda;
    Number gpus;
    struct gpu gpu[MOST_GPUS];
} node;
static atomic_int users;

static const struct instance *mig_device(Device device) { return (const struct instance *)(const void *)device; }

static Device owner(Device device) { return device->is_mig ? mig_device(device)->parent : device; }

static const struct profile *profile_by_id(const struct gpu *gpu, Number id) {
    for (Number i = 0; i < gpu->profiles; i++)
        if (gpu->profile[i].id == id) return &gpu->profile[i];
    return NULL;
}

static int read_gpu(const char *line) {
    if (node.gpus == MOST_GPUS) return 0;
    struct gpu *gpu = &node.gpu[node.gpus];
    gpu->index = node.gpus++;
    gpu->mig_mode = -1;
    return sscanf(line, "gpu %79s %llu %d %d %31s %95[^\n]", gpu->uuid, &gpu->memory_mib, &gpu->major, &gpu->minor,
                  gpu->bus_id, gpu->name) == 6;
}

static int read_profile(struct gpu *gpu, const char *line) {
    if (gpu->profiles == MOST_PROFILES) return 0;
    struct profile *one = &gpu->profile[gpu->profiles++];
    return sscanf(line, "profile %u %u %u %llu %u", &one->index, &one->id, &one->slices, &one->memory_mib,
                  &one->multiprocessors) == 5;
}

static int read_instance(struct gpu *gpu, const char *line) {
    if (gpu->instances == MOST_INSTANCES) return 0;
    struct instance *one = &gpu->instance[gpu->instances++];
    Number id;
    one->is_mig = 1;
    one->parent = gpu;
    int fields = sscanf(line, "instance %u %u %u %u %79s", &one->gi, &one->ci, &id, &one->compute_slices, one->uuid);
    one->profile = fields == 5 ? profile_by_id(gpu, id) : NULL;
    return one->profile != NULL;
}

static int read_line(const char *line) {
    struct gpu *gpu = node.gpus ? &node.gpu[node.gpus - 1] : NULL;
    if (strncmp(line, "driver ", 7) == 0) return sscanf(line, "driver %79s", node.driver) == 1;
    if (strncmp(line, "cuda ", 5) == 0) return sscanf(line, "cuda %d", &node.cuda) == 1;
    if (strncmp(line, "gpu ", 4) == 0) return read_gpu(line);
    if (gpu == NULL) return 0;
    if (strncmp(line, "mig ", 4) == 0) return sscanf(line, "mig %d", &gpu->mig_mode) == 1;
    if (strncmp(line, "profile ", 8) == 0) return read_profile(gpu, line);
    if (strncmp(line, "instance ", 9) == 0) return read_instance(gpu, line);
    return 0;
}

static Return read_node(void) {
    const char *path = getenv("FAKE_NVML_NODE");
    FILE *file = path == NULL ? NULL : fopen(path, "r");
    char line[256];
    if (file == NULL) return NO_DRIVER;
    memset(&node, 0, sizeof node);
    while (fgets(line, sizeof line, file) != NULL) {
        if (read_line(line)) continue;
        fprintf(stderr, "FAKE_NVML_NODE: cannot read %s", line);
        fclose(file);
        return NO_DRIVER;
    }
    fclose(file);
    return OK;
}

static Return copy(char *to, Number size, const char *text) {
    if (strlen(text) >= size) return BAD_ARGUMENT;
    strcpy(to, text);
    return OK;
}

/* The library as a whole. A node does not change while somebody uses it. */

Return nvmlInit_v2(void) {
    Return result = atomic_load(&users) == 0 ? read_node() : OK;
    if (result == OK) atomic_fetch_add(&users, 1);
    return result;
}

Return nvmlShutdown(void) {
    if (atomic_load(&users) == 0) return UNINITIALIZED;
    atomic_fetch_sub(&users, 1);
    return OK;
}

const char *nvmlErrorString(Return result) {
    switch (result) {
    case OK: return "success";
    case UNINITIALIZED: return "uninitialized";
    case BAD_ARGUMENT: return "invalid argument";
    case NOT_SUPPORTED: return "not supported";
    case NOT_FOUND: return "not found";
    case NO_DRIVER: return "driver not loaded";
    default: return "other error";
    }
}

Return nvmlSystemGetDriverVersion(char *version, Number length) { return copy(version, length, node.driver); }

Return nvmlSystemGetCudaDriverVersion(int *version) {
    *version = node.cuda;
    return OK;
}

Return nvmlDeviceGetCount_v2(Number *count) {
    *count = node.gpus;
    return atomic_load(&users) == 0 ? UNINITIALIZED : OK;
}

Return nvmlDeviceGetHandleByIndex_v2(Number index, Device *device) {
    if (index >= node.gpus) return BAD_ARGUMENT;
    *device = &node.gpu[index];
    return OK;
}

Return nvmlDeviceGetHandleByUUID(const char *uuid, Device *device) {
    for (Number i = 0; i < node.gpus; i++) {
        struct gpu *gpu = &node.gpu[i];
        *device = gpu;
        if (strcmp(gpu->uuid, uuid) == 0) return OK;
        for (Number j = 0; j < gpu->instances; j++) {
            *device = (Device)(void *)&gpu->instance[j];
            if (strcmp(gpu->instance[j].uuid, uuid) == 0) return OK;
        }
    }
    return NOT_FOUND;
}

/* A GPU, or a MIG device where that makes sense. */

Return nvmlDeviceGetName(Device device, char *name, Number length) { return copy(name, length, owner(device)->name); }

Return nvmlDeviceGetUUID(Device device, char *uuid, Number length) {
    return copy(uuid, length, device->is_mig ? mig_device(device)->uuid : device->uuid);
}

Return nvmlDeviceGetMinorNumber(Device device, Number *minor) {
    *minor = owner(device)->index;
    return OK;
}

struct pci_info {
    char short_bus_id[16];
    Number domain, bus, device, device_id, subsystem_id;
    char bus_id[32];
};

Return nvmlDeviceGetPciInfo_v3(Device device, struct pci_info *info) {
    memset(info, 0, sizeof *info);
    return copy(info->bus_id, sizeof info->bus_id, owner(device)->bus_id);
}

struct memory {
    Large total, free, used;
};

Return nvmlDeviceGetMemoryInfo(Device device, struct memory *memory) {
    Large mib = device->is_mig ? mig_device(device)->profile->memory_mib : device->memory_mib;
    memory->total = memory->free = mib << 20;
    memory->used = 0;
    return OK;
}

Return nvmlDeviceGetCudaComputeCapability(Device device, int *major, int *minor) {
    *major = owner(device)->major;
    *minor = owner(device)->minor;
    return OK;
}

/* MIG. */

Return nvmlDeviceGetMigMode(Device device, Number *current, Number *pending) {
    if (device->is_mig || device->mig_mode < 0) return NOT_SUPPORTED;
    *current = *pending = (Number)device->mig_mode;
    return OK;
}

Return nvmlDeviceGetMaxMigDeviceCount(Device device, Number *count) {
    *count = !device->is_mig && device->mig_mode >= 0 ? 7 : 0;
    return OK;
}

Return nvmlDeviceGetMigDeviceHandleByIndex(Device device, Number index, Device *mig) {
    if (device->is_mig || device->mig_mode != 1 || index >= device->instances) return NOT_FOUND;
    *mig = (Device)(void *)&device->instance[index];
    return OK;
}

Return nvmlDeviceIsMigDeviceHandle(Device device, Number *is_mig) {
    *is_mig = (Number)device->is_mig;
    return OK;
}

Return nvmlDeviceGetDeviceHandleFromMigDeviceHandle(Device mig, Device *device) {
    *device = owner(mig);
    return mig->is_mig ? OK : BAD_ARGUMENT;
}

Return nvmlDeviceGetGpuInstanceId(Device mig, Number *id) {
    if (!mig->is_mig) return NOT_SUPPORTED;
    *id = mig_device(mig)->gi;
    return OK;
}

Return nvmlDeviceGetComputeInstanceId(Device mig, Number *id) {
    if (!mig->is_mig) return NOT_SUPPORTED;
    *id = mig_device(mig)->ci;
    return OK;
}

struct attributes {
    Number multiprocessors, copy_engines, decoders, encoders, jpeg, ofa, gpu_slices, compute_slices;
    Large memory_mib;
};

Return nvmlDeviceGetAttributes_v2(Device mig, struct attributes *found) {
    if (!mig->is_mig) return NOT_SUPPORTED;
    const struct instance *one = mig_device(mig);
    memset(found, 0, sizeof *found);
    found->multiprocessors = one->profile->multiprocessors;
    found->gpu_slices = one->profile->slices;
    found->compute_slices = one->compute_slices;
    found->memory_mib = one->profile->memory_mib;
    return OK;
}

struct gpu_profile {
    Number id, p2p, slices, instances, multiprocessors, copy_engines, decoders, encoders, jpeg, ofa;
    Large memory_mib;
};

Return nvmlDeviceGetGpuInstanceProfileInfo(Device device, Number index, struct gpu_profile *found) {
    for (Number i = 0; !device->is_mig && i < device->profiles; i++) {
        const struct profile *one = &device->profile[i];
        if (one->index != index) continue;
        memset(found, 0, sizeof *found);
        found->id = one->id;
        found->slices = one->slices;
        found->multiprocessors = one->multiprocessors;
        found->memory_mib = one->memory_mib;
        return OK;
    }
    return NOT_SUPPORTED;
}

Return nvmlDeviceGetGpuInstanceById(Device device, Number id, struct instance **found) {
    for (Number i = 0; !device->is_mig && i < device->instances; i++)
        if ((*found = &device->instance[i])->gi == id) return OK;
    return NOT_FOUND;
}

struct gpu_instance_info {
    Device device;
    Number id, profile_id, start, size;
};

Return nvmlGpuInstanceGetInfo(struct instance *instance, struct gpu_instance_info *info) {
    *info = (struct gpu_instance_info){instance->parent, instance->gi, instance->profile->id, 0, 0};
    return OK;
}

Return nvmlGpuInstanceGetComputeInstanceById(struct instance *instance, Number id, struct instance **found) {
    for (Number i = 0; i < instance->parent->instances; i++) {
        *found = &instance->parent->instance[i];
        if ((*found)->gi == instance->gi && (*found)->ci == id) return OK;
    }
    return NOT_FOUND;
}

struct compute_instance_info {
    Device device;
    struct instance *gpu_instance;
    Number id, profile_id, start, size;
};

Return nvmlComputeInstanceGetInfo_v2(struct instance *instance, struct compute_instance_info *info) {
    Number index = 0;
    while (index < COMPUTE_PROFILES && COMPUTE_SLICES[index] != instance->compute_slices) index++;
    *info = (struct compute_instance_info){instance->parent, instance, instance->ci, index, 0, 0};
    return index < COMPUTE_PROFILES ? OK : NOT_FOUND;
}

struct compute_profile {
    Number id, slices, instances, multiprocessors, copy_engines, decoders, encoders, jpeg, ofa;
};

Return nvmlGpuInstanceGetComputeInstanceProfileInfo(struct instance *instance, Number index, Number engines,
                                                    struct compute_profile *found) {
    if (engines != 0 || index >= COMPUTE_PROFILES) return BAD_ARGUMENT;
    if (COMPUTE_SLICES[index] == 0 || COMPUTE_SLICES[index] > instance->profile->slices) return NOT_SUPPORTED;
    memset(found, 0, sizeof *found);
    found->id = index;
    found->slices = COMPUTE_SLICES[index];
    return OK;
}

/* Health: every GPU can tell of errors, and none ever does. */

Return nvmlDeviceGetSupportedEventTypes(Device device, Large *types) {
    (void)device;
    *types = 0xB; /* ECC errors of both kinds, and critical Xid errors */
    return OK;
}

Return nvmlEventSetCreate(void **set) {
    *set = &node;
    return OK;
}

Return nvmlDeviceRegisterEvents(Device device, Large types, void *set) {
    (void)types;
    return !device->is_mig && set == &node ? OK : BAD_ARGUMENT;
}

Return nvmlEventSetWait_v2(void *set, void *event, Number milliseconds) {
    struct timespec pause = {milliseconds / 1000, (long)(milliseconds % 1000) * 1000000L};
    (void)set;
    (void)event;
    nanosleep(&pause, NULL);
    return TIMEOUT;
}

Return nvmlEventSetFree(void *set) { return set == &node ? OK : BAD_ARGUMENT; }
