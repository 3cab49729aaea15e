import type { StackEvent } from '../../../shared/deployment/ports.ts';

/** An event of a stack for people: `MessagesTable (DynamoDB::Table): create in progress`. */
export const eventText = ({ logicalId, type, status, reason }: StackEvent): string => {
  const why = status.endsWith('_FAILED') && reason !== undefined ? `: ${reason}` : '';
  return `${logicalId} (${type.replace(/^AWS::/, '')}): ${status.toLowerCase().replaceAll('_', ' ')}${why}`;
};
