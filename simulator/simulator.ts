import type { AccountSettings } from './account/account.ts';
import type { Faults } from './account/faults.ts';
import { isForVisitors } from './api/http-server.ts';
import { type MessageSummary, statisticsOf, summarise } from './api/sim-api.ts';
import { createSimulation, type Simulation } from './create-simulation.ts';
import { listenOnLoopback } from './loopback/listen-on-loopback.ts';
import { thisMachine, urlAt } from './loopback/reach.ts';
import type { RepeatedMail } from './sending/repeated-mail.ts';
import type { SesSimulatorOptions } from './simulator-options.ts';

/** A running simulator. */
export interface SesSimulator {
  readonly url: string;
  readonly messages: () => readonly MessageSummary[];
  readonly stats: () => ReturnType<typeof statisticsOf>;
  readonly copies: () => readonly RepeatedMail[];
  readonly changeAccount: (changes: Partial<AccountSettings>) => void;
  readonly setFaults: (changes: Partial<Faults>) => void;
  readonly addForeignSender: (share: number, seconds: number) => void;
  /** Resolves when every outcome has happened and every event is published. */
  readonly settled: () => Promise<void>;
  /** Stops listening, and drops events that are not published yet. */
  readonly close: () => Promise<void>;
}

/** Starts a simulator of one SES account in one region. Rejects when the port is taken. */
export const startSesSimulator = async (
  options: SesSimulatorOptions = {},
): Promise<SesSimulator> => {
  let url = '';
  const simulation = createSimulation(options, () => url);
  const { simOptions, events, publishing, bus, server, identityChecks } = simulation;
  const { world, faults } = simOptions;
  const { port = 0, reach = thisMachine } = options;
  const listener = await listenOnLoopback(server, port, isForVisitors, reach);
  publishing.validateAttachedTopics();
  identityChecks.start();
  url = urlAt(reach, listener.port);
  return {
    url,
    messages: () => [...world.record.messages()].map(summarise),
    stats: () => statisticsOf(simOptions),
    copies: () => world.record.repeated(),
    changeAccount: world.account.change,
    setFaults: (changes) => faults.set({ ...faults.get(), ...changes }),
    addForeignSender: world.account.addForeignSender,
    settled: () => settled(simulation),
    close: async () => {
      identityChecks.close();
      events.close();
      bus.close();
      publishing.stop();
      await listener.close();
      publishing.close();
    },
  };
};

const settled = async ({ events, publishing, bus }: Simulation): Promise<void> => {
  // Outcomes without delay happen in a microtask, so one turn of the event loop is enough for them.
  do await new Promise((resolve) => setTimeout(resolve, 5));
  while (events.pending() > 0 || bus.pending() > 0 || (publishing.publisher?.waiting() ?? 0) > 0);
};
