import type { MutationPoints, SendPorts } from '../pipeline/mutation-points.ts';
import { noMutation } from '../pipeline/mutation-points.ts';
import type { Timeline } from '../world/timeline.ts';

/**
 * Processor time of a mail in a warm container of the sender, in milliseconds of a whole processor:
 * what `npm run bench -- functions` prints (docs/performance.md, "Processor time of a mail").
 */
export const measuredCpuMs = 2.2;

/** `memorySize` of send-email in serverless.yml. */
const memoryMegabytes = 512;
/**
 * Memory at which Lambda gives a container one whole processor; less memory gets that share of it.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
 */
const megabytesPerProcessor = 1_769;
/** Share of a processor that a container of the sender has: 0.29. */
const processorShare = memoryMegabytes / megabytesPerProcessor;

/**
 * Where a mail takes its processor time, as shares of it. A profile shows about as much for reading
 * and writing the mail, with the look-ups of its batch, as for each of its three requests.
 */
const shares = { begin: 0.25, claim: 0.25, call: 0.25, record: 0.25 } as const;

/** Containers that a rate keeps busy all the time, if no time is wasted; a fraction. */
export const busyContainers = (mailsPerSecond: number, cpuMsPerMail: number): number =>
  (mailsPerSecond * cpuMsPerMail) / (1000 * processorShare);

/** Resolves when that share of the work for so many mails is done. */
type Work = (step: keyof typeof shares, mails: number) => Promise<void>;

/**
 * Gives each container of the sender one processor, at Lambda's share of it. Steps of its mails wait
 * for it, one after the other; while a mail waits for a table, for SES or for its slot, others use
 * it.
 */
export const withProcessors = (timeline: Timeline, cpuMsPerMail: number): MutationPoints => {
  if (cpuMsPerMail === 0) return noMutation;
  const processors = new WeakMap<SendPorts, Work>();
  return {
    ...noMutation,
    sendPorts: (ports) => {
      const work = createProcessor(timeline, cpuMsPerMail);
      const own = onProcessor(ports, work);
      processors.set(own, work);
      return own;
    },
    sendMail: (send, ports) => async (mail) => {
      await processors.get(ports)?.('call', 1);
      return send(mail);
    },
    sendQueueBatch: (handler) => async (event, context) => {
      await processors.get(context.ports)?.('begin', messagesOf(event));
      return handler(event, context);
    },
  };
};

const onProcessor = (ports: SendPorts, work: Work): SendPorts => ({
  ...ports,
  claimPart: async (claim) => {
    await work('claim', 1);
    return ports.claimPart(claim);
  },
  recordSent: async (...sent) => {
    await work('record', 1);
    return ports.recordSent(...sent);
  },
});

const createProcessor = (timeline: Timeline, cpuMsPerMail: number): Work => {
  let freeAtMs = timeline.now();
  return (step, mails) => {
    const workMs = (mails * shares[step] * cpuMsPerMail) / processorShare;
    freeAtMs = Math.max(freeAtMs, timeline.now()) + workMs;
    return timeline.sleep(freeAtMs - timeline.now());
  };
};

const messagesOf = (event: unknown): number =>
  typeof event === 'object' && event !== null && 'Records' in event && Array.isArray(event.Records)
    ? event.Records.length
    : 0;
