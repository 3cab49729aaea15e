import { setTimeout } from 'node:timers/promises';
import { connectDeployment } from '../../../shared/aws/deployment/deployment-clients.ts';
import { systemClock } from '../../../shared/system/clock.ts';
import { eventText } from '../deploy/event-text.ts';
import type { RemoveTools } from './remove.ts';

/** Where the command runs. */
export interface RemoveContext
  extends Pick<RemoveTools, 'io' | 'asker' | 'confirm' | 'showWork' | 'stage'> {
  readonly region: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Connects to the account of the environment. */
export const removeTools = (context: RemoveContext): RemoveTools => {
  const { stage, region, environment } = context;
  const { stacks, store, queues, triggers, account, findBindings } = connectDeployment(
    region,
    environment,
  );
  const wait = async (ms: number): Promise<void> => void (await setTimeout(ms));
  return {
    ...context,
    removal: async (onStep) => ({
      ...{ stacks, store, queues, triggers, onStep },
      findBindings: findBindings((await account.caller()).account, wait),
      place: { stackName: `ses-pipeline-${stage}`, region },
      clock: systemClock,
      onEvent: (event) => onStep(eventText(event)),
      // That data goes has been confirmed by its name.
      approve: async () => true,
    }),
  };
};
