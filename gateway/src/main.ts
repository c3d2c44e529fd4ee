import { keepCompiled } from '@lzstock/kit/boot/compile-cache';

keepCompiled();
const { runGateway } = await import('./process.ts');
await runGateway();
