// What every kernel of this target is made with.

#ifndef RIDGELINE_CLONES_H
#define RIDGELINE_CLONES_H

// glibc's loader resolves the clones; musl has no such loader, and then the default is the only one.
#if defined(__x86_64__) && defined(__GLIBC__)
#define CLONED __attribute__((target_clones("default", "popcnt", "avx2", "avx512vpopcntdq")))
#else
#define CLONED
#endif

// Inlined into every clone, so that each becomes instructions of that clone's own set.
#define INLINED static inline __attribute__((always_inline))

#endif
