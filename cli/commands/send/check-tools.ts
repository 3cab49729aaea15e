import { bytesOf } from '../../../shared/checking/bytes-of.ts';
import { noFacts, type PipelineFacts } from '../../../shared/checking/check-facts.ts';
import { domainOf, sendersOf } from '../../../shared/checking/senders-of.ts';
import { basicStreams } from '../../../shared/email/streams.ts';
import type { ValidMessage } from '../../../shared/email/valid-message.ts';
import { builtBytes } from '../../../shared/enqueue/fits-ses.ts';
import { cannotTell, type Known, known } from '../../../shared/following/path-facts.ts';
import { isFreemail } from '../../../shared/identities/is-freemail.ts';
import { newId, systemClock } from '../../../shared/system/clock.ts';
import type { TenantSettings } from '../../../shared/tenants/settings.ts';
import type { CommandIo } from '../../command-io.ts';
import type { Pipeline } from '../../program.ts';
import type { CheckIo } from './check-message.ts';
import { readInput } from './read-input.ts';

/** Tools of `send --check`. */
export const openCheckTools = (pipeline: Pipeline | undefined): Omit<CheckIo, keyof CommandIo> => ({
  readFile: readInput,
  readStreams: pipeline?.streams ?? (async () => basicStreams),
  readFacts: async (message) => {
    const facts = await factsOf(message, pipeline);
    const settings = facts.settings.kind === 'known' ? facts.settings.fact : undefined;
    const nowMs = systemClock.now();
    return {
      ...facts,
      nowMs,
      bytes: await bytesOf(message, (mail) => builtBytes(mail, nowMs)),
      isFreemail: showsFreemail(message, settings),
    };
  },
  hint:
    pipeline === undefined
      ? 'Name a stage with --stage, or start the local stack, and they are.'
      : 'With --json each says why.',
  now: systemClock.now,
  newId,
});

const factsOf = async (
  message: ValidMessage,
  pipeline: Pipeline | undefined,
): Promise<PipelineFacts> => {
  if (pipeline === undefined) return noFacts('no pipeline was asked');
  const { pipelineFacts } = await import('./pipeline-facts.ts');
  return pipelineFacts(message, pipeline);
};

const showsFreemail = (
  message: ValidMessage,
  settings: TenantSettings | undefined,
): Known<boolean> => {
  const shown = sendersOf(message, settings).filter((sender) => sender.isShown);
  return shown.length === 0
    ? cannotTell('it is not known who sends it')
    : known(shown.some(({ address }) => isFreemail(domainOf(address))));
};
