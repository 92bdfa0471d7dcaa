/* Reads the file that describes a node. */
#include "node.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct node node;

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

Return read_node(void) {
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
