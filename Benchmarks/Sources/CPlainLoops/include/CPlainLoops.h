// The loop of the counting kernels, compiled as any C is: for the processors that every x86-64 has in common.

#include <stddef.h>
#include <stdint.h>

uint64_t plain_count_and(const uint64_t *a, const uint64_t *b, size_t count);
