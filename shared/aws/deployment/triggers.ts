import {
  GetEventSourceMappingCommand,
  type LambdaClient,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import type { Triggers } from '../../deployment/removal-ports.ts';

/** Event source mappings, as a removal needs them. */
export const triggers = (client: LambdaClient): Triggers => ({
  disable: async (uuid) => {
    try {
      const { State } = await client.send(new GetEventSourceMappingCommand({ UUID: uuid }));
      if (State === 'Disabled') return true;
      if (State === 'Enabled')
        await client.send(new UpdateEventSourceMappingCommand({ UUID: uuid, Enabled: false }));
      return false;
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      if (error.name === 'ResourceNotFoundException') return true;
      if (error.name === 'ResourceInUseException' || error.name === 'ResourceConflictException')
        return false;
      throw error;
    }
  },
});
