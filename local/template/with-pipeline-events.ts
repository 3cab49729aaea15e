import type { Template } from '../../shared/cloudformation/template.ts';

/** What a local stack publishes for services. */
export interface PipelineEventsOptions {
  readonly to: 'sns' | 'eventbridge' | 'both';
  /** Default: none. */
  readonly addresses?: 'none' | 'hashed';
}

/**
 * The template as deployed with the parameters of pipeline events; without options as it is, which
 * by default publishes none.
 */
export const withPipelineEvents = (
  template: Template,
  options: PipelineEventsOptions | undefined,
): Template => {
  if (options === undefined) return template;
  const { to, addresses } = options;
  return {
    ...template,
    Conditions: {
      ...template.Conditions,
      PublishesToSns: holds(to !== 'eventbridge'),
      PublishesToEventBridge: holds(to !== 'sns'),
      PublishesAddressHashes: holds(addresses === 'hashed'),
    },
  };
};

const holds = (isTrue: boolean) => ({ 'Fn::Equals': [isTrue ? 'yes' : 'no', 'yes'] });
