/**
 * `createServer` of `node:http`. An `import` of that module would load all that it offers, Node's own `fetch` and `WebSocket` included, which nobody here uses
 * and which is a twentieth of a start.
 */
export const { createServer } = process.getBuiltinModule('node:http');
