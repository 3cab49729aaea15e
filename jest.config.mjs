/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/tests/**/*.test.ts'],
  // The whole pipeline from end to end takes its time: `npm run test:e2e`.
  testPathIgnorePatterns: [
    '/node_modules/',
    ...(process.env.E2E === 'true' ? [] : ['<rootDir>/tests/e2e/']),
  ],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2024' },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  modulePathIgnorePatterns: ['<rootDir>/.esbuild', '<rootDir>/.serverless', '<rootDir>/.local'],
  // Much of the time is waiting for real processes, so there are more workers than the two cores of
  // a small machine. Those of the end-to-end tests run whole pipelines, and would only be in each
  // other's way.
  maxWorkers: process.env.E2E === 'true' ? 2 : 3,
  // A worker keeps the modules of every test file it ran: without a limit it grows to gigabytes, and
  // does not end in time.
  workerIdleMemoryLimit: '1GB',
  // For what never ends. How long a test takes is the machine's affair: one with little time for
  // its processes is slow, not wrong.
  testTimeout: 600_000,
};
