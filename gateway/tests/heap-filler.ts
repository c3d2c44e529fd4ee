import { watchPressure } from '../src/live/pressure.ts';

/** Fills its heap until it is told that four fifths of it are in use, then says so; what it does not notice kills it. */
using pressure = watchPressure();
const kept: object[] = [];
while (pressure.share() < 0.8) {
  for (let more = 0; more < 5_000; more++) kept.push({ more, of: [more, more] });
  await new Promise((resolve) => setTimeout(resolve, 1));
}
process.stdout.write(`noticed with ${kept.length}`);
