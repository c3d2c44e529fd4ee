export const TEST_KINDS = ['unit', 'integration', 'e2e'] as const;
export type TestKind = (typeof TEST_KINDS)[number];

const NEVER = ['/node_modules/', '/dist/', '/reports/'];

const KIND: Record<TestKind, { testMatch: string[]; elsewhere: string[]; testTimeout: number }> = {
  unit: { testMatch: ['**/*.test.{ts,tsx}'], elsewhere: ['\\.(int|e2e)\\.test\\.tsx?$'], testTimeout: 10_000 },
  integration: { testMatch: ['**/*.int.test.ts'], elsewhere: [], testTimeout: 60_000 },
  e2e: { testMatch: ['**/*.e2e.test.ts'], elsewhere: [], testTimeout: 120_000 },
};

/** The Jest configuration of one kind of tests of the workspace at `rootDir`: ES modules, types stripped by Node, no build. */
export function jestConfig(kind: TestKind, rootDir: string): Record<string, unknown> {
  const { testMatch, elsewhere, testTimeout } = KIND[kind];
  return {
    rootDir,
    testMatch,
    testPathIgnorePatterns: [...NEVER, ...elsewhere],
    testTimeout,
    testEnvironment: 'node',
    transform: {},
    extensionsToTreatAsEsm: ['.ts', '.tsx'],
    watchman: false,
  };
}
