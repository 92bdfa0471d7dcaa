/* The calls about the library as a whole, about GPUs and their health. */
#include "node.h"

#include <pthread.h>
#include <string.h>
#include <time.h>

static int users;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static Return copy(char *to, Number size, const char *text) {
    if (strlen(text) >= size) return BAD_ARGUMENT;
    strcpy(to, text);
    return OK;
}

/* The library as a whole. A node does not change while somebody uses it. */

Return nvmlInit_v2(void) {
    pthread_mutex_lock(&lock);
    Return result = users == 0 ? read_node() : OK;
    if (result == OK) users++;
    pthread_mutex_unlock(&lock);
    return result;
}

Return nvmlShutdown(void) {
    pthread_mutex_lock(&lock);
    Return result = users == 0 ? UNINITIALIZED : OK;
    if (result == OK) users--;
    pthread_mutex_unlock(&lock);
    return result;
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
    return users == 0 ? UNINITIALIZED : OK;
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
