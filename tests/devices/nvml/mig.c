/* The calls about MIG. */
#include "node.h"

#include <string.h>

/* Slices of a compute instance by NVML's number of its kind; the last is a second kind of one slice, not offered. */
static const Number COMPUTE_SLICES[COMPUTE_PROFILES] = {1, 2, 3, 4, 7, 8, 6, 0};

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

