import { createLog } from '@lzstock/kit/log';
import { createContainment } from '../start/contain.ts';

/** Two parts in one process: `bad` throws where nobody catches, `good` counts on. Prints what happened to them. */
const starts = { good: 0, bad: 0 };
const disposals = { good: 0, bad: 0 };
const containment = createContainment(createLog({ name: 'test', level: 'silent' }), (error) => {
  console.log(JSON.stringify({ lost: String(error), starts, disposals }));
  process.exit(3);
});

const part = (name: 'good' | 'bad', begin: () => void) => async () => {
  starts[name]++;
  begin();
  return {
    async [Symbol.asyncDispose]() {
      disposals[name]++;
    },
  };
};

await containment.keep(
  'good',
  part('good', () => undefined),
);
await containment.keep(
  'bad',
  part('bad', () => {
    if (starts.bad === 1) {
      setTimeout(() => {
        throw new Error('thrown in a timer');
      }, 10);
    }
    if (starts.bad === 2) setTimeout(() => void Promise.reject(new Error('rejected unheard')), 10);
    if (starts.bad === 3) console.log(JSON.stringify({ starts, disposals }));
  }),
);
if (process.argv[2] === 'foreign') {
  setTimeout(() => {
    throw new Error('belongs to nobody');
  }, 50);
}
setTimeout(() => process.exit(0), 5_000).unref();
setInterval(() => {
  if (starts.bad === 3) process.exit(0);
}, 20);
