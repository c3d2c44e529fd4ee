import { keepCompiled } from '@lzstock/kit/boot/compile-cache';

keepCompiled();
const { runCompanies } = await import('./process.ts');
await runCompanies();
