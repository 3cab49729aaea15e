import type { Clock } from '../../shared/system/ports.ts';
import type { SendingAccount } from '../../shared/tenants/ports.ts';
import type { Call } from './call.ts';
import type { Begun } from './prepare-calls.ts';
import { type Barred, type CallResult, retryAt } from './record-result.ts';

/** A call that SES refused for good. */
interface Detour {
  readonly of: Calls;
  readonly call: Call;
  readonly account: SendingAccount;
  readonly barred: Barred;
}

type Calls = Extract<Begun, { kind: 'calls' }>;

type SendThrough = (begun: readonly Calls[]) => Promise<ReadonlyMap<Call, CallResult>>;

/**
 * Sends the calls that SES refused for good by their way out, in the same run.
 *
 * A part that SES accepted stays there. While the end of one part is not known, none of the others
 * leaves: the message comes again when it is.
 *
 * @param results - results of the calls to SES
 * @returns results of all calls
 */
export const takeDetours = async (
  { clock }: { readonly clock: Pick<Clock, 'now'> },
  begun: Iterable<Begun>,
  results: ReadonlyMap<Call, CallResult>,
  send: SendThrough,
): Promise<ReadonlyMap<Call, CallResult>> => {
  const all = new Map(results);
  const detours: Detour[] = [];
  for (const one of begun) {
    if (one.kind !== 'calls') continue;
    const isKnown = one.calls.every((call) => results.get(call)?.kind !== 'again');
    for (const call of one.calls) {
      const barred = results.get(call);
      if (barred?.kind !== 'barred') continue;
      all.set(call, retryAt(clock.now()));
      if (isKnown && call.wayOut !== undefined)
        detours.push({ of: one, call, account: call.wayOut, barred });
    }
  }
  if (detours.length === 0) return all;
  const leaving = detours.map((detour) => ({ ...detour, next: nextCall(detour) }));
  const second = await send(
    leaving.map(({ of, account, next }) => ({ ...of, account, calls: [next] })),
  );
  for (const { call, next } of leaving) all.set(call, second.get(next) ?? retryAt(clock.now()));
  return all;
};

/**
 * The call as its way out makes it. Where this run had claimed the part for SES, that claim took over
 * what was claimed before, and is released.
 */
const nextCall = ({ call, barred }: Detour): Call => ({
  ...call,
  ...(barred.wasClaimed
    ? {
        unknownCalls: call.unknownCalls + (call.isTakenOver ? 1 : 0),
        isTakenOver: false,
        isNew: false,
      }
    : {}),
  wayOut: undefined,
});
