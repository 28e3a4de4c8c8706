// Bit counting for occupancy masks: bit-packed words, 64 elements each, the lowest bit first.
//
// On x86-64 Linux each kernel exists once per instruction set, and the loader takes the best one that the processor
// has: no flag when building, and a processor without vector popcount still runs. Elsewhere it is plain C.
//
// No kernel checks its arguments. Ranges that are read may overlap; counts that are written must not overlap them.

#ifndef RIDGELINE_MASK_KERNELS_H
#define RIDGELINE_MASK_KERNELS_H

#include <stddef.h>
#include <stdint.h>

// The set bits of `words[0 ..< count]`.
uint64_t mask_count(const uint64_t *words, size_t count);

// The bits that are set in both `a[0 ..< count]` and `b[0 ..< count]`.
uint64_t mask_count_and(const uint64_t *a, const uint64_t *b, size_t count);

// One row against many: `counts[i]` becomes the number of bits that are set both in `row[0 ..< words]` and in the i-th
// of `row_count` rows, which begin `stride` words apart at `rows`. Rows have fewer than 2^32 bits.
void mask_count_and_rows(const uint64_t *row, const uint64_t *rows, size_t row_count, size_t stride, size_t words,
                         uint32_t *counts);

// Lanes in lock step: the bits that are set in both `a` and `b`, for every window of 64, 32, 16 or 8 bits. Window `i`
// begins at bit `i` times its width, and there are `words * 64 / width` counts of one byte.
void mask_count_and_windows_64(const uint64_t *a, const uint64_t *b, size_t words, uint8_t *counts);
void mask_count_and_windows_32(const uint64_t *a, const uint64_t *b, size_t words, uint8_t *counts);
void mask_count_and_windows_16(const uint64_t *a, const uint64_t *b, size_t words, uint8_t *counts);
void mask_count_and_windows_8(const uint64_t *a, const uint64_t *b, size_t words, uint8_t *counts);

// Lanes in lock step: one row against `lane_count` others, window by window. `lanes` holds the others' first words side by
// side, then their second ones, and so on; `lane_count` is a multiple of 4, filled up with rows of zeros. The greatest
// number of bits that are set both in a window of the row and of a lane goes to `most`, if that is more than what is
// there; what is returned is the number of such bits in all windows of all lanes.
//
// Windows of 8, 16, 32 or 64 bits have their number in the lowest byte of their bits of `most[w]`, which is one word for
// each word of the row. Of windows of several words `most` has one number each.
uint64_t mask_lock_step_8(const uint64_t *row, const uint64_t *lanes, size_t words, size_t lane_count, uint64_t *most);
uint64_t mask_lock_step_16(const uint64_t *row, const uint64_t *lanes, size_t words, size_t lane_count,
                           uint64_t *most);
uint64_t mask_lock_step_32(const uint64_t *row, const uint64_t *lanes, size_t words, size_t lane_count,
                           uint64_t *most);
uint64_t mask_lock_step_64(const uint64_t *row, const uint64_t *lanes, size_t words, size_t lane_count,
                           uint64_t *most);
uint64_t mask_lock_step_words(const uint64_t *row, const uint64_t *lanes, size_t windows, size_t words,
                              size_t lane_count, uint64_t *most);

#endif
