import { runTurbo } from './test-report/turbo.ts';

process.exitCode = await runTurbo(process.argv.slice(2));
