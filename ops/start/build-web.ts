import { buildWeb } from './web-build.ts';

const built = await buildWeb(new AbortController().signal);
console.log(built ? 'web app built' : 'web app up to date');
