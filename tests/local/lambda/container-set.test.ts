import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import type { Exit } from '../../../local/child-process.ts';
import type { Container } from '../../../local/lambda/container.ts';
import {
  type ContainerSetOptions,
  createContainerSet,
} from '../../../local/lambda/container-set.ts';

const aContainer = (pid: number) => {
  const exit = Promise.withResolvers<Exit>();
  const container: Container = {
    pid,
    initMs: 1,
    exited: exit.promise,
    invoke: () => Promise.reject(new Error('not invoked here')),
    kill: () => exit.resolve({ code: null, signal: 'SIGKILL' }),
  };
  return container;
};

const aSet = (changes: Partial<ContainerSetOptions> = {}) =>
  createContainerSet({ idleMs: 60_000, patienceMs: 0, isStopping: () => false, ...changes });

const pidsOf = (containers: readonly Container[]) => containers.map(({ pid }) => pid);

describe('container-set', () => {
  it('uses the container that was used last first, and none that is at work', async () => {
    const set = aSet();
    const [first, second] = [aContainer(1), aContainer(2)];
    for (const container of [first, second]) set.add(container);

    expect(await set.takeFree()).toBeUndefined();
    set.release(first);
    set.release(second);

    expect(await set.takeFree()).toBe(second);
    expect(await set.takeFree()).toBe(first);
    expect(await set.takeFree()).toBeUndefined();
  });

  it('forgets a container that exits, idle or not', async () => {
    const set = aSet();
    const [idle, busy] = [aContainer(1), aContainer(2)];
    for (const container of [idle, busy]) set.add(container);
    set.release(idle);

    idle.kill();
    busy.kill();
    await nextTurn();

    expect(set.live()).toEqual([]);
    set.release(busy);
    expect(await set.takeFree()).toBeUndefined();
  });

  it('hands a container from work to the first that waits for one', async () => {
    const set = aSet({ patienceMs: 60_000 });
    const container = aContainer(1);
    set.add(container);
    const [first, second] = [set.takeFree(), set.takeFree()];

    set.release(container);
    expect(await first).toBe(container);
    set.release(container);
    expect(await second).toBe(container);
  });

  it('lets those who wait start their own when no container is left', async () => {
    const set = aSet({ patienceMs: 60_000 });
    set.add(aContainer(1));
    const waiting = set.takeFree();

    expect(set.killAll()).toBe(1);
    expect(await waiting).toBeUndefined();
  });

  it('kills a container without work for too long, and one that comes back while it stops', async () => {
    const hasExpired = aSet({ idleMs: 1 });
    const idle = aContainer(1);
    hasExpired.add(idle);
    hasExpired.release(idle);
    expect(await idle.exited).toEqual({ code: null, signal: 'SIGKILL' });

    const stopping = aSet({ isStopping: () => true });
    const late = aContainer(2);
    stopping.add(late);
    expect(pidsOf(stopping.live())).toEqual([2]);
    stopping.release(late);
    expect(await late.exited).toEqual({ code: null, signal: 'SIGKILL' });
  });
});
