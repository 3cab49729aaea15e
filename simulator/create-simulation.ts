import type { Server } from 'node:http';
import { askDns } from '../shared/identities/ask-dns.ts';
import type { Random } from '../shared/system/ports.ts';
import { createCallLimiter } from './account/call-limiter.ts';
import { seededRandom } from './account/chance.ts';
import { createFaultSetting } from './account/fault-setting.ts';
import { type Faults, noFaults } from './account/faults.ts';
import {
  createIdentityChecks,
  type IdentityChecks,
  noIdentityChecks,
} from './account/identity-checks.ts';
import { accountOfOptions } from './account-of-options.ts';
import { createHttpServer } from './api/http-server.ts';
import { createQueryApi } from './api/query-api.ts';
import { createRestApi } from './api/rest-api.ts';
import { createSimApi, type SimApiOptions } from './api/sim-api.ts';
import { createEventBus, type EventBus, putEventsAt } from './events/event-bus.ts';
import { createEventDelivery, type EventDelivery } from './events/event-delivery.ts';
import { createPublishing, type Publishing } from './events/publishing.ts';
import { createMailRecord } from './sending/mail-record.ts';
import { createOutbox } from './sending/outbox.ts';
import { createTrackedVisits } from './sending/tracked-visits.ts';
import { createTracking, type Tracking } from './sending/tracking.ts';
import type { SesSimulatorOptions } from './simulator-options.ts';
import { createView } from './view/view.ts';
import type { SesWorld } from './world.ts';

/** A simulated account, before it listens. */
export interface Simulation {
  readonly simOptions: SimApiOptions;
  readonly events: EventDelivery;
  readonly publishing: Publishing;
  readonly bus: EventBus;
  readonly server: Server;
  readonly identityChecks: IdentityChecks;
}

const defaultCopyTags = { message: 'pipeline-message', tenant: 'pipeline-tenant' };

/** @param ownUrl - gives the URL of the simulator; called only after it listens */
export const createSimulation = (
  options: SesSimulatorOptions,
  ownUrl: () => string,
): Simulation => {
  const { region = 'us-east-1', autoRepliesBounce = false } = options;
  const { clock = monotonicClock, random = seededRandom(1) } = options;
  const publishing = createPublishing(options, region);
  const { publisher, validateTopic } = publishing;
  const faults = createFaultSetting({ ...noFaults, ...options.faults });
  const account = accountOfOptions(options, clock);
  const copyTags = options.copyTags ?? defaultCopyTags;
  const record = createMailRecord(options.keepMessages ?? 10_000, copyTags);
  const events = createEventDelivery({
    ...account,
    record,
    publisher,
    faults: faults.get,
    random,
    delayScale: options.eventDelayScale ?? 1,
  });
  const bus = busOf(options, faults.get, random);
  const tracking = createTracking(ownUrl);
  const outbox = createOutbox({
    ...account,
    record,
    events,
    tracking,
    clock,
    random,
    region,
    autoRepliesBounce,
  });
  const world = {
    ...account,
    record,
    outbox,
    validateTopic,
    announce: bus.announce,
    clock,
  };
  const identityChecks = identityChecksOf(options, world);
  const simOptions = { world, identityChecks, publisher, outcomesPending: events.pending, faults };
  const server = serverOf(options, simOptions, { tracking, events, random });
  return { simOptions, events, publishing, bus, server, identityChecks };
};

const busOf = (
  { eventBusEndpoint, putEvent }: SesSimulatorOptions,
  faults: () => Faults,
  random: Random,
): EventBus => {
  const put = eventBusEndpoint === undefined ? undefined : putEventsAt(eventBusEndpoint);
  return createEventBus({ put: putEvent ?? put ?? (async () => {}), faults, random });
};

const identityChecksOf = (
  { dnsServer }: SesSimulatorOptions,
  { identities, region, clock }: Pick<SesWorld, 'identities' | 'region' | 'clock'>,
): IdentityChecks =>
  dnsServer === undefined
    ? noIdentityChecks
    : createIdentityChecks({
        identities,
        ask: askDns({ servers: [dnsServer], timeoutMs: 1_000, tries: 1 }),
        region,
        clock,
      });

const monotonicClock = (): number => performance.timeOrigin + performance.now();

interface ServerParts {
  readonly tracking: Tracking;
  readonly events: EventDelivery;
  readonly random: Random;
}

const serverOf = (
  { limitsControlCalls = true, latencyMedianMs = 60 }: SesSimulatorOptions,
  simOptions: SimApiOptions,
  { tracking, events, random }: ServerParts,
): Server => {
  const { world, faults } = simOptions;
  const { record, clock } = world;
  const mayCall = limitsControlCalls ? createCallLimiter(clock) : undefined;
  return createHttpServer({
    queryApi: createQueryApi(world, mayCall),
    restApi: createRestApi(world, mayCall),
    simApi: createSimApi(simOptions),
    view: createView(simOptions),
    visitTracked: createTrackedVisits({ tracking, record, events, clock }),
    faults: faults.get,
    record,
    random,
    latencyMedianMs,
    clock,
  });
};
