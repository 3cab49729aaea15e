import packageJson from '../../../package.json' with { type: 'json' };
import { connectObjects } from '../../../shared/aws/clients/connect.ts';
import { looksAt } from '../../../shared/aws/health/looks.ts';
import { messageTable } from '../../../shared/aws/messages/message-table.ts';
import { producerPorts } from '../../../shared/aws/queues/producer.ts';
import { enqueueEmails } from '../../../shared/enqueue/enqueue-emails.ts';
import { functionKeys } from '../../../shared/health/function-keys.ts';
import { observeAll } from '../../../shared/health/observe-all.ts';
import { canarySender } from '../../../shared/health/send-canary.ts';
import { askDns, askOnce } from '../../../shared/identities/ask-dns.ts';
import { isFreemail } from '../../../shared/identities/is-freemail.ts';
import type { AskDns } from '../../../shared/identities/ports.ts';
import { newId, random } from '../../../shared/system/clock.ts';
import type { CommandIo } from '../../command-io.ts';
import type { Pipeline } from '../../program.ts';
import type { Target } from '../../target.ts';
import type { DoctorIo, DoctorOptions } from './doctor.ts';
import { placeOf } from './place-of.ts';

/** Time for the whole examination; ms. Whatever has not answered by then cannot be told. */
const longestMs = 95_000;

export type DoctorTools = Omit<DoctorIo, keyof CommandIo> & { readonly close: () => void };

/** Tools of `doctor`. */
export const openDoctorTools = async (
  pipeline: Pipeline,
  options: Pick<DoctorOptions, 'from' | 'resolver' | 'canary'>,
  sesCallsApartMs?: number,
): Promise<DoctorTools> => {
  const { target, clients, clock } = pipeline;
  const region = await clients.sqs.config.region();
  const { looks, close } = looksAt({
    ...{ ...target, streams: pipeline.streams },
    documents: clients.documents,
    region,
    clock,
    ...(sesCallsApartMs === undefined ? {} : { sesCallsApartMs }),
  });
  return {
    observe: async () =>
      observeAll({
        place: placeOf(target, region, process.env, packageJson.version),
        looks,
        streams: await pipeline.streams(),
        functionKeys,
        askDns: dnsFor(pipeline.target, options.resolver),
        isFreemail,
        from: options.from,
        sendCanary: options.canary ? canaryOf(pipeline) : undefined,
        now: clock.now,
        deadline: deadlineIn(longestMs),
      }),
    close,
  };
};

const canaryOf = ({ target, clients, clock, streams }: Pipeline) => {
  const s3 = connectObjects(target.connection);
  const producer = producerPorts({ sqs: clients.sqs, s3 }, target.place);
  const { findItems } = messageTable(clients.documents, target.tables.messages, clock.now);
  return canarySender({
    enqueue: async (messages) =>
      enqueueEmails(
        { ...producer, streams: await streams(), isFair: false, clock, random, newId },
        messages,
      ),
    find: async (key) => (await findItems([key]))[0],
    newId,
    clock,
  });
};

/** The named server, else that of the local stack, else the system's. */
const dnsFor = ({ dns }: Target, resolver = dns): AskDns =>
  askOnce(askDns(resolver === undefined ? {} : { servers: [resolver] }));

/** Does not keep the process alive. */
const deadlineIn = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
