import type { Stream } from '../../../shared/email/streams.ts';
import type { ListHeld, ReleaseHeld } from '../../../shared/held/ports.ts';
import { releaseScope, tenantsConcerned } from '../../../shared/reputation/release-resumed.ts';
import type { PausesOfTenant, TenantPauses } from '../../../shared/reputation/tenant-pauses.ts';
import { tenantIdForm } from '../../../shared/tenants/names.ts';
import { pausedBySes, switchedOff, wholeTenant } from '../../../shared/tenants/pauses.ts';
import { everyTenant } from '../../../shared/tenants/resumes.ts';
import { type CommandIo, exitCodes, printable } from '../../command-io.ts';
import type { ReadStreams } from '../../deployed-streams.ts';
import { streamProblem } from '../../stream-option.ts';
import { type KnowsTenant, unknownTenant } from '../tenants/known-tenant.ts';

export interface PauseOptions {
  readonly stream?: string;
  readonly why: string;
  /** Who does it; default: the logged-in user. */
  readonly by?: string;
  /** Also a tenant of whom nothing is known. */
  readonly force?: boolean;
  readonly json?: boolean;
}

export interface PauseIo extends CommandIo {
  readonly streams: ReadStreams;
  readonly knowsTenant: KnowsTenant;
  /** Name of the logged-in user; undefined when it has none. */
  readonly user: string | undefined;
  readonly tenants: Pick<TenantPauses, 'pause'>;
  /** Tells SES what was paused or resumed, and the operator what SES does not do. */
  readonly tellSes: (tenantId: string) => Promise<void>;
  readonly now: () => number;
}

export interface ResumeIo extends CommandIo {
  readonly streams: ReadStreams;
  readonly tenants: Pick<TenantPauses, 'list' | 'resume'>;
  /** {@link PauseIo.tellSes} */
  readonly tellSes: PauseIo['tellSes'];
  readonly now: () => number;
  /** {@link PauseIo.user} */
  readonly user: string | undefined;
  readonly listHeld: ListHeld;
  /** Releases only mail that was held because of a pause. */
  readonly releaseHeld: ReleaseHeld;
}

type Scope = Stream | typeof wholeTenant;

/** Longest name of a person; characters. */
const longestName = 100;

/** The scope and person from the command line, or the problem with them. */
const readScope = async (
  tenantId: string,
  { stream, why, by }: PauseOptions,
  { user, streams }: Pick<PauseIo, 'user' | 'streams'>,
): Promise<{ readonly scope: Scope; readonly person: string } | { readonly problem: string }> => {
  const person = (by ?? user ?? '').trim();
  if (tenantId !== everyTenant && !tenantIdForm.test(tenantId))
    return {
      problem:
        "A tenant is named with 1 to 64 of A-Z a-z 0-9 _ and -, or '*' for all mail of the account.",
    };
  if (why.trim() === '')
    return { problem: 'Say why (--why): the next operator will want to know.' };
  if (why.includes('@'))
    return { problem: 'The reason appears in logs and metrics: do not write an address in it.' };
  if (person === '') return { problem: 'Say who you are with --by.' };
  if (person.length > longestName)
    return { problem: `--by has at most ${longestName} characters.` };
  if (stream === undefined) return { scope: wholeTenant, person };
  if (tenantId === everyTenant)
    return { problem: "All mail ('*') is paused and resumed as a whole, without --stream." };
  const problem = await streamProblem(stream, streams);
  return problem === undefined ? { scope: stream, person } : { problem };
};

/** A paused scope, and how it ends where `resume` does not end it. */
const scopeText = (scope: string): string => {
  if (scope === wholeTenant) return 'the whole tenant';
  if (scope === pausedBySes) return 'the whole tenant by SES, which alone ends it';
  return scope === switchedOff
    ? 'the whole tenant, switched off in its configuration document (tenants config put)'
    : scope;
};

const nameOf = (tenantId: string, scope: Scope): string => {
  const whose = tenantId === everyTenant ? 'every tenant' : `tenant ${tenantId}`;
  return scope === wholeTenant ? `All mail of ${whose}` : `Mail of ${whose}, stream ${scope}`;
};

/**
 * `ses-pipeline pause TENANT`: its mail waits until an operator resumes it.
 *
 * @returns 0; 2 when the tenant or stream is invalid, or --why is missing; 3 when nothing is known of
 *   the tenant, and it was not forced
 */
export const pause = async (
  tenantId: string,
  options: PauseOptions,
  io: PauseIo,
): Promise<number> => {
  const read = await readScope(tenantId, options, io);
  if ('problem' in read) {
    io.printError(read.problem);
    return exitCodes.usage;
  }
  if (!options.force && !(await io.knowsTenant(tenantId))) {
    io.printError(`${unknownTenant(tenantId)}, or pause it all the same with --force.`);
    return exitCodes.wrong;
  }
  const { scope, person } = read;
  const since = io.now();
  await io.tenants.pause(tenantId, scope, { by: 'operator', person, since, why: options.why });
  await io.tellSes(tenantId);
  io.print(
    options.json
      ? JSON.stringify({ tenantId, scope, pausedAt: new Date(since).toISOString(), by: person })
      : `${nameOf(tenantId, scope)} waits from now on.`,
  );
  return exitCodes.fine;
};

const forgivenText =
  'guard-reputation had paused it: the bounces and complaints that came until now no longer count, later ones do.';
const judgedText = 'guard-reputation judges it as before.';

/** Says that SES holds a tenant's mail, whatever an operator resumes. */
const tellOfSes = (tenant: PausesOfTenant | undefined, { printError }: CommandIo): void => {
  const bySes = tenant?.pauses.get(pausedBySes);
  if (bySes !== undefined)
    printError(
      printable(
        `SES holds the mail of this tenant, and no resume here ends that: ${bySes.why}. Look at it (tenants ses show); its mail goes out when SES lets it send again.`,
      ),
    );
};

/**
 * `ses-pipeline resume TENANT`: lifts its pause, unless SES made it, and releases the held mail in the
 * order of arrival.
 *
 * When the command is interrupted, guard-reputation releases the rest within five minutes.
 *
 * @returns 0; 2 when the tenant or stream is invalid, or --why is missing; 3 when the scope was not
 *   paused
 */
export const resume = async (
  tenantId: string,
  options: PauseOptions,
  io: ResumeIo,
): Promise<number> => {
  const read = await readScope(tenantId, options, io);
  if ('problem' in read) {
    io.printError(read.problem);
    return exitCodes.usage;
  }
  const { scope, person } = read;
  const before = (await io.tenants.list()).find((tenant) => tenant.tenantId === tenantId);
  tellOfSes(before, io);
  const ended = before?.pauses.get(scope);
  if (ended === undefined) {
    const others = [...(before?.pauses.keys() ?? [])].map(scopeText);
    io.printError(
      `${nameOf(tenantId, scope)} is not paused${others.length > 0 ? `; paused: ${others.map(printable).join(', ')}` : ''}.`,
    );
    return exitCodes.wrong;
  }
  const since = io.now();
  await io.tenants.resume(tenantId, scope, {
    by: 'operator',
    person,
    since,
    why: options.why,
    released: false,
  });
  await io.tellSes(tenantId);
  const known = await io.tenants.list();
  const releasing = { releaseHeld: io.releaseHeld, streams: await io.streams() };
  let released = 0;
  for (const each of await tenantsConcerned(tenantId, io.listHeld))
    released += await releaseScope(known, each, scope, releasing);
  const forgiven = ended.by === 'guard';
  io.print(
    options.json
      ? JSON.stringify({ tenantId, scope, released, forgiven, by: person })
      : `${nameOf(tenantId, scope)} goes out again, ${released} held released. ${forgiven ? forgivenText : judgedText}`,
  );
  return exitCodes.fine;
};
