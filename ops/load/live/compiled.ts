import { keepCompiled } from '@lzstock/kit/boot/compile-cache';

/** Imported by Node before a worker's program: workers are many, and killed soon. */
keepCompiled({ writtenAfterMs: 2_000 });
