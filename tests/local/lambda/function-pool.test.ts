import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import type { FunctionDefinition } from '../../../local/lambda/function-definition.ts';
import {
  createFunctionPool,
  type FunctionPool,
  type FunctionPoolOptions,
} from '../../../local/lambda/function-pool.ts';
import type { InvocationReport } from '../../../local/lambda/invocation.ts';
import { until } from '../../support/until.ts';
import { aFunction, removeTemporaryDirectories } from '../support/bundles.ts';
import { isRunning } from '../support/processes.ts';

const started: FunctionPool[] = [];
let lines: string[] = [];
let reports: InvocationReport[] = [];

const aPool = (
  definition: FunctionDefinition,
  changes: Partial<FunctionPoolOptions> = {},
): FunctionPool => {
  lines = [];
  reports = [];
  const pool = createFunctionPool({
    definition,
    maximumContainers: 4,
    idleMs: 60_000,
    onLine: (line) => void lines.push(line),
    onReport: (report) => void reports.push(report),
    ...changes,
  });
  started.push(pool);
  return pool;
};

afterEach(async () => {
  await Promise.all(started.splice(0).map((pool) => pool.stop(0)));
});

afterAll(removeTemporaryDirectories);

const echo = `export const handler = async (event, context) => ({ event, pid: process.pid, context, remaining: context.getRemainingTimeInMillis() });`;
const slow = `export const handler = async (event) => { await new Promise((resolve) => setTimeout(resolve, 300)); return process.pid; };`;

const hangsOnRequest = `export const handler = (event) => event === 'hang' ? new Promise((resolve) => setTimeout(resolve, 60_000)) : Promise.resolve();`;

const answerOf = async (pool: FunctionPool, event: unknown) => {
  const result = await pool.invoke(event);
  if (result.kind === 'error') throw new Error(result.error.errorMessage);
  return JSON.parse(result.payload);
};

const errorOf = async (pool: FunctionPool, event: unknown = {}) => {
  const result = await pool.invoke(event);
  if (result.kind === 'ok') throw new Error('the invocation succeeded');
  return result.error;
};

describe('function-pool', () => {
  it('sets the clocks of single containers wrong, and no others', async () => {
    const clock = `export const handler = async () => { await new Promise((resolve) => setTimeout(resolve, 200)); return [Date.now(), new Date().getTime(), Date.parse(Date()), new Date(0).getTime(), new Date() instanceof Date]; };`;
    const pool = aPool(await aFunction(clock), {
      clockSkewMs: (container) => (container === 1 ? -3_600_000 : 0),
    });

    const answers = await Promise.all([answerOf(pool, {}), answerOf(pool, {})]);
    const hoursOff = answers.map((times) =>
      times.slice(0, 3).map((time: number) => Math.round((time - Date.now()) / 3_600_000)),
    );

    expect(hoursOff.map(String).sort()).toEqual(['-1,-1,-1', '0,0,0']);
    expect(answers.map((times) => times.slice(3))).toEqual([
      [0, true],
      [0, true],
    ]);
  });

  it('starts containers ahead of need, no more than it may have', async () => {
    const pool = aPool(await aFunction(slow), { maximumContainers: 3 });

    await pool.warm(2);
    const ahead = pool.pids();
    await pool.warm(9);
    const answers = await Promise.all([1, 2, 3].map((event) => answerOf(pool, event)));

    expect(ahead).toHaveLength(2);
    expect(pool.pids()).toHaveLength(3);
    expect(answers.sort()).toEqual([...pool.pids()].sort());
    expect(reports.map(({ initMs }) => initMs)).toEqual([undefined, undefined, undefined]);
  });

  it('answers with what the handler returns, and tells it about its invocation as Lambda does', async () => {
    const pool = aPool(await aFunction(echo));

    const answer = await answerOf(pool, { greeting: 'grüße 👋' });

    expect(answer.event).toEqual({ greeting: 'grüße 👋' });
    expect(answer.context).toMatchObject({
      functionName: 'local-test',
      functionVersion: '$LATEST',
      memoryLimitInMB: '128',
      invokedFunctionArn: 'arn:aws:lambda:eu-west-1:000000000000:function:local-test',
      awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      logGroupName: '/aws/lambda/local-test',
    });
    expect(answer.remaining).toBeGreaterThan(30_000);
    expect(answer.remaining).toBeLessThanOrEqual(60_000);
  });

  it('answers null when the handler returns nothing', async () => {
    const pool = aPool(await aFunction('export const handler = async () => undefined;'));

    expect(await pool.invoke({})).toMatchObject({ kind: 'ok', payload: 'null' });
  });

  it('uses a container again, and starts another only while all are busy', async () => {
    const pool = aPool(await aFunction(slow), { maximumContainers: 2 });

    const first = await Promise.all([1, 2, 3, 4].map((event) => answerOf(pool, event)));
    const second = await answerOf(pool, 5);

    expect(new Set(first).size).toBe(2);
    expect(first).toContain(second);
    // Whichever of the two was up first: two invocations waited for a start, and three did not.
    expect(reports.map(({ initMs }) => initMs !== undefined).toSorted()).toEqual([
      false,
      false,
      false,
      true,
      true,
    ]);
  });

  it('waits for a busy container where it is told to, and starts another when that takes too long', async () => {
    const pidsWith = async (patienceMs: number): Promise<number> => {
      const pool = aPool(await aFunction(slow), { patienceMs });
      await answerOf(pool, {});
      return new Set(await Promise.all([answerOf(pool, {}), answerOf(pool, {})])).size;
    };

    expect(await pidsWith(60_000)).toBe(1);
    expect(await pidsWith(20)).toBe(2);
  });

  it('starts nothing any more for those who wait when it stops', async () => {
    const pool = aPool(await aFunction(hangsOnRequest), { patienceMs: 60_000 });
    await pool.invoke({});

    const ends = [pool.invoke('hang'), pool.invoke('hang')];
    await new Promise((resolve) => setTimeout(resolve, 50));
    await pool.stop(0);

    expect((await Promise.all(ends)).map(({ kind }) => kind)).toEqual(['error', 'error']);
    expect(pool.pids()).toEqual([]);
  });

  it('does not wait for a container that was killed', async () => {
    const pool = aPool(await aFunction(hangsOnRequest), { patienceMs: 60_000 });
    await pool.invoke({});

    const dying = pool.invoke('hang');
    const next = pool.invoke({});
    await new Promise((resolve) => setTimeout(resolve, 50));
    pool.kill();

    expect(await Promise.all([dying, next])).toMatchObject([{ kind: 'error' }, { kind: 'ok' }]);
  });

  it('gives a container its own environment only', async () => {
    process.env.SECRET_OF_THE_DEVELOPER = 'x';
    const pool = aPool(
      await aFunction('export const handler = async () => process.env;', {
        environment: { STAGE: 'dev' },
      }),
    );

    const environment = await answerOf(pool, {});
    delete process.env.SECRET_OF_THE_DEVELOPER;

    expect(environment).toMatchObject({
      STAGE: 'dev',
      AWS_REGION: 'eu-west-1',
      AWS_LAMBDA_FUNCTION_NAME: 'local-test',
      TZ: ':UTC',
    });
    expect(environment).not.toHaveProperty('SECRET_OF_THE_DEVELOPER');
    expect(environment).not.toHaveProperty('NODE_OPTIONS');
  });

  it('hands over an error that the handler throws, and keeps the container', async () => {
    const pool = aPool(
      await aFunction('export const handler = async () => { throw new RangeError("too much"); };'),
    );

    const error = await errorOf(pool);

    expect(error).toMatchObject({ errorType: 'RangeError', errorMessage: 'too much' });
    expect(pool.pids()).toHaveLength(1);
    // The line comes by another way than the answer, and may come after it.
    await until('the error is logged', () =>
      lines.some((line) => line.includes('Invoke Error') && line.includes('RangeError')),
    );
  });

  it('kills a function that runs longer than its timeout, even in a loop without end', async () => {
    const pool = aPool(
      await aFunction('export const handler = async () => { while (true); };', {
        timeoutSeconds: 1,
      }),
    );

    const failing = errorOf(pool);
    await until('a container runs', () => pool.pids().length === 1);
    const [pid = 0] = pool.pids();

    expect(await failing).toMatchObject({
      errorType: 'Sandbox.Timedout',
      errorMessage: expect.stringMatching(
        /^RequestId: \S+ Error: Task timed out after 1\.00 seconds$/,
      ),
    });
    expect(isRunning(pid)).toBe(false);
    expect(reports[0]?.durationMs).toBeGreaterThan(990);
  });

  it('kills a function that takes more memory than it has', async () => {
    const hungry = `const kept = []; export const handler = async () => { while (true) { kept.push(Buffer.alloc(10_000_000, 1)); await new Promise((resolve) => setTimeout(resolve, 5)); } };`;
    const pool = aPool(await aFunction(hungry, { timeoutSeconds: 10 }));

    const error = await errorOf(pool);

    expect(error).toMatchObject({
      errorType: 'Runtime.OutOfMemory',
      errorMessage: expect.stringContaining('signal: killed'),
    });
    expect(pool.pids()).toEqual([]);
    expect(reports[0]?.maxMemoryMegabytes).toBeGreaterThan(128);
  });

  it('fails the invocation when the process exits under it, and runs the next in another', async () => {
    const pool = aPool(
      await aFunction(
        'export const handler = async (event) => (event.exit ? process.exit(3) : process.pid);',
      ),
    );
    const before = await answerOf(pool, {});

    const error = await errorOf(pool, { exit: true });
    const after = await answerOf(pool, {});

    expect(error).toMatchObject({
      errorType: 'Runtime.ExitError',
      errorMessage: expect.stringContaining('exit status 3'),
    });
    expect(after).not.toBe(before);
  });

  it('fails the invocation when an error escapes the handler', async () => {
    const source =
      'export const handler = () => { setTimeout(() => { throw new Error("late"); }, 10); return new Promise(() => {}); };';
    const pool = aPool(await aFunction(source));

    expect(await errorOf(pool)).toMatchObject({
      errorType: 'Runtime.UncaughtException',
      errorMessage: 'late',
    });
    expect(pool.pids()).toEqual([]);
  });

  it('fails the invocation when the container is killed, as a crash would', async () => {
    const pool = aPool(
      await aFunction(
        'export const handler = () => new Promise((resolve) => setTimeout(resolve, 60_000));',
        { timeoutSeconds: 10 },
      ),
    );

    const failing = errorOf(pool);
    await until('the container runs', () => pool.pids().length === 1);
    await new Promise((resolve) => setTimeout(resolve, 100));

    expect(pool.kill()).toBe(1);
    expect(await failing).toMatchObject({
      errorType: 'Runtime.ExitError',
      errorMessage: expect.stringContaining('signal: killed'),
    });
  });

  it('starts over, as part of the invocation, what was not initialised in time', async () => {
    // The first one leaves a mark and hangs.
    const source = `
      import { existsSync, writeFileSync } from 'node:fs';
      const mark = new URL('mark', import.meta.url);
      if (!existsSync(mark)) {
        writeFileSync(mark, '');
        await new Promise((resolve) => setTimeout(resolve, 600_000));
      }
      export const handler = async (event, context) => [process.pid, context.getRemainingTimeInMillis()];`;
    const pool = aPool(await aFunction(source, { timeoutSeconds: 60 }), { initTimeoutMs: 2_000 });

    const [pid, remainingMs] = await answerOf(pool, {});

    const [report] = reports;
    expect(pool.pids()).toEqual([pid]);
    expect(lines.filter((line) => line.startsWith('INIT_REPORT'))).toEqual([
      expect.stringContaining('Phase: init\tStatus: timeout'),
    ]);
    expect(report).toMatchObject({
      kind: 'ok',
      billedMs: Math.ceil((report?.initMs ?? 0) + (report?.durationMs ?? 0)),
    });
    expect(report?.initMs).toBeGreaterThanOrEqual(2_000);
    expect(remainingMs).toBeLessThan(60_000);
    // The deadline and the clock that it is read by count whole milliseconds.
    expect(remainingMs).toBeGreaterThanOrEqual(60_000 - Math.ceil(report?.durationMs ?? 0) - 1);
  });

  it('fails the invocation when what is started over is not initialised within the timeout either', async () => {
    const source =
      'await new Promise((resolve) => setTimeout(resolve, 600_000)); export const handler = () => 1;';
    const pool = aPool(await aFunction(source, { timeoutSeconds: 1 }), { initTimeoutMs: 500 });

    expect(await errorOf(pool)).toMatchObject({ errorType: 'Sandbox.Timedout' });

    expect(pool.pids()).toEqual([]);
    expect(reports).toMatchObject([
      {
        kind: 'error',
        billedMs: Math.ceil((reports[0]?.initMs ?? 0) + (reports[0]?.durationMs ?? 0)),
      },
    ]);
    expect(reports[0]?.durationMs).toBeGreaterThanOrEqual(1_000);
  });

  it.each([
    [
      'cannot be imported',
      'import "no-such-module"; export const handler = 1;',
      'Error',
      /no-such-module/,
    ],
    [
      'is no JavaScript',
      'export const handler = ) {',
      'Runtime.UserCodeSyntaxError',
      /Unexpected token/,
    ],
    [
      'exports no handler',
      'export const other = () => 1;',
      'Runtime.HandlerNotFound',
      /handler.handler is undefined/,
    ],
    [
      'throws while it loads',
      'throw new TypeError("no configuration");',
      'TypeError',
      /no configuration/,
    ],
  ])('says why it cannot start a bundle that %s', async (_, source, errorType, message) => {
    const pool = aPool(await aFunction(source));

    expect(await errorOf(pool)).toMatchObject({
      errorType,
      errorMessage: expect.stringMatching(message),
    });
    expect(pool.pids()).toEqual([]);
  });

  it('tries to start again with the next invocation after a start failed', async () => {
    const flaky = `import { existsSync, writeFileSync } from 'node:fs'; const mark = import.meta.dirname + '/mark';
      if (!existsSync(mark)) { writeFileSync(mark, ''); throw new Error('first start'); }
      export const handler = async () => 'second start';`;
    const pool = aPool(await aFunction(flaky));

    await errorOf(pool);

    expect(await answerOf(pool, {})).toBe('second start');
  });

  it('closes a container that has nothing to do', async () => {
    const pool = aPool(await aFunction(echo), { idleMs: 50 });
    const { pid } = await answerOf(pool, {});

    await until('the container is gone', () => !isRunning(pid));

    expect(pool.pids()).toEqual([]);
  });

  it('passes every line on as it is, and reports what Lambda would bill', async () => {
    const pool = aPool(
      await aFunction(
        `export const handler = async () => { console.log('{"level":"INFO"}'); console.error('to stderr'); };`,
      ),
    );

    await answerOf(pool, {});
    await answerOf(pool, {});
    await until(
      'both lines are there',
      () => lines.filter((line) => line === 'to stderr').length === 2,
    );

    expect(lines.filter((line) => line === '{"level":"INFO"}')).toHaveLength(2);
    expect(lines.filter((line) => line.startsWith('REPORT RequestId: '))).toHaveLength(2);
    expect(reports[0]).toMatchObject({ functionName: 'local-test', kind: 'ok' });
    expect(reports[0]?.billedMs).toBeGreaterThanOrEqual(
      reports[0]?.initMs ?? Number.POSITIVE_INFINITY,
    );
    expect(reports[1]?.initMs).toBeUndefined();
    expect(reports[1]?.maxMemoryMegabytes).toBeGreaterThan(20);
  });

  it('reports an invocation after every line that it wrote, however busy this process is', async () => {
    const pool = aPool(
      await aFunction(
        `export const handler = async (event) => { console.log('out ' + event); console.error('err ' + event); };`,
      ),
    );
    const busy = setInterval(
      () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20),
      1,
    );
    const rounds = Array.from({ length: 100 }, (_, round) => round);

    for (const round of rounds) await answerOf(pool, round);
    clearInterval(busy);

    const kinds = lines.map((line) => line.split(' ')[0]);
    // The two streams have no order among themselves.
    expect(rounds.map((round) => kinds.slice(3 * round, 3 * round + 2).sort())).toEqual(
      rounds.map(() => ['err', 'out']),
    );
    expect(rounds.map((round) => kinds[3 * round + 2])).toEqual(rounds.map(() => 'REPORT'));
  });

  it('leaves no process when it stops, however busy', async () => {
    const pool = aPool(
      await aFunction(
        'export const handler = () => new Promise((resolve) => setTimeout(resolve, 60_000));',
        { timeoutSeconds: 60 },
      ),
    );
    const results = [pool.invoke(1), pool.invoke(2)];
    await until('both run', () => pool.pids().length === 2);
    const pids = pool.pids();

    await pool.stop(100);

    expect(pids.filter(isRunning)).toEqual([]);
    expect((await Promise.all(results)).map(({ kind }) => kind)).toEqual(['error', 'error']);
    expect(await pool.invoke(3)).toMatchObject({ kind: 'error' });
  });

  it('leaves no process that was still initialising when it stops', async () => {
    const pool = aPool(
      await aFunction(
        'console.log(process.pid); await new Promise((resolve) => setTimeout(resolve, 600_000)); export const handler = 1;',
      ),
    );
    const result = pool.invoke(1);
    await until('it initialises', () => lines.length > 0);

    await pool.stop(100);

    expect(isRunning(Number(lines[0]))).toBe(false);
    expect(await result).toMatchObject({
      kind: 'error',
      error: { errorType: 'Runtime.ExitError' },
    });
  });
});
