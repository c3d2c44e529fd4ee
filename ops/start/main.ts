import { keepCompiled } from '@lzstock/kit/boot/compile-cache';

keepCompiled();
const { runProduct } = await import('./process.ts');
await runProduct();
