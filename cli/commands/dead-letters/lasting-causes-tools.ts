import { setTimeout as sleep } from 'node:timers/promises';
import { connectSes } from '../../../shared/aws/clients/connect.ts';
import { sesIdentities } from '../../../shared/aws/ses/ses-identities.ts';
import { sesResources } from '../../../shared/aws/ses/ses-resources.ts';
import type { FindLasting } from '../../../shared/dead-letters/check-redrive.ts';
import { lastingCauses } from '../../../shared/dead-letters/lasting-causes.ts';
import { cannotTell, type Known } from '../../../shared/following/path-facts.ts';
import type { Pipeline } from '../../program.ts';
import { attempt, mailFactsReader, suppressionsOf } from '../messages/mail-facts.ts';

/**
 * Finds what of the causes of a dead letter stands now. SES is asked once for all dead letters of a
 * command, and only when one of them may need it.
 */
export const lastingCausesFinder = (pipeline: Pipeline): FindLasting => {
  const { target, clock } = pipeline;
  const reader = mailFactsReader(pipeline);
  const wait = (ms: number) => sleep(ms);
  const client = connectSes(target.connection);
  const identities = once(async () =>
    (await sesIdentities(client, wait).list())
      .filter(({ isSendingEnabled }) => isSendingEnabled)
      .map(({ name }) => name.toLowerCase()),
  );
  const templates = once(sesResources(client, wait).listTemplates);
  return async (mail, reasons) => {
    const { tenantId } = mail.key;
    const addresses = mail.recipients.map(({ canonical }) => canonical);
    const [path, suppressions] = await Promise.all([
      reader.readPath(tenantId, mail.stream),
      attempt(() => suppressionsOf(pipeline, tenantId, mail.stream, addresses)),
    ]);
    // Only the pipeline's account is asked; of that of a tenant nothing can be told.
    const isOwn = path.hasOwnAccount.kind === 'known' && !path.hasOwnAccount.fact;
    const of = (word: RegExp, ask: () => Promise<Known<readonly string[]>>) =>
      isOwn && reasons.some((reason) => word.test(reason)) ? ask() : notAsked;
    const facts = {
      ...{ path, suppressions },
      identities: await of(/not verified/i, identities),
      templates: await of(/template/i, templates),
    };
    return lastingCauses(mail, reasons, facts, clock.now());
  };
};

const notAsked: Promise<Known<readonly string[]>> = Promise.resolve(cannotTell('it was not asked'));

const once = (
  read: () => Promise<readonly string[]>,
): (() => Promise<Known<readonly string[]>>) => {
  let answer: Promise<Known<readonly string[]>> | undefined;
  return () => {
    answer ??= attempt(read);
    return answer;
  };
};
