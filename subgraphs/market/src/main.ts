import { keepCompiled } from '@lzstock/kit/boot/compile-cache';

keepCompiled();
const { runMarket } = await import('./process.ts');
await runMarket();
