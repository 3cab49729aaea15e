import { describe, expect, it } from '@jest/globals';
import { stopOnSignal } from '../../local/stop-on-signal.ts';

const fakeProcess = () => {
  const listeners = new Map<string, () => void>();
  const exits: number[] = [];
  return {
    exits,
    signal: (name: string) => listeners.get(name)?.(),
    process: {
      on: (name: string, listener: () => void) => listeners.set(name, listener),
      exit: (code: number) => exits.push(code),
    },
  };
};

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('stop-on-signal', () => {
  it('stops in order, then ends with 128 and the number of the signal', async () => {
    const { process, signal, exits } = fakeProcess();
    let finish = (): void => undefined;
    const { stopWith, received } = stopOnSignal(process, () => 0);
    stopWith(() => new Promise((resolve) => (finish = resolve)));

    signal('SIGINT');
    await turn();
    expect(exits).toEqual([]);
    finish();

    expect(await received).toBe(130);
    expect(exits).toEqual([130]);
  });

  it('takes a second signal at once for the same one, and a later one for impatience', () => {
    const { process, signal, exits } = fakeProcess();
    let nowMs = 0;
    stopOnSignal(process, () => nowMs).stopWith(() => new Promise(() => undefined));

    signal('SIGINT');
    nowMs = 999;
    signal('SIGINT');
    expect(exits).toEqual([]);
    nowMs = 1000;
    signal('SIGTERM');

    expect(exits).toEqual([143]);
  });

  it('ends at once when there is nothing to stop yet', () => {
    const { process, signal, exits } = fakeProcess();
    stopOnSignal(process, () => 0);

    signal('SIGTERM');

    expect(exits).toEqual([143]);
  });

  it('ends although the stop fails', async () => {
    const { process, signal, exits } = fakeProcess();
    stopOnSignal(process, () => 0).stopWith(() => Promise.reject(new Error('in the way')));

    signal('SIGHUP');
    await turn();

    expect(exits).toEqual([129]);
  });
});
