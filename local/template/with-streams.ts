import { isRecord } from '../../shared/cloudformation/is-record.ts';
import type { Template } from '../../shared/cloudformation/template.ts';
import { type StreamTemplate, streamTemplate } from '../../shared/deployment/stream-template.ts';
import type { ParameterValues } from '../../shared/streams/deployed-settings.ts';

/**
 * The template as deployed with these parameters of streams (`streams`, `unsubscribe`, `tls…`,
 * `track…`); without any as it is.
 *
 * @throws Error when a parameter is wrong
 */
export const withStreams = (
  template: Template,
  parameters: ParameterValues | undefined,
): Template => {
  if (parameters === undefined) return template;
  const streams = streamTemplate(parameters, prefixIn(template));
  const all: Template['Resources'] = { ...template.Resources, ...streams.template.Resources };
  const resources = Object.entries(all).map(
    ([id, resource]) => [id, toldOf(resource, streams)] as const,
  );
  return { ...template, Resources: Object.fromEntries(resources) };
};

type Resource = Template['Resources'][string];

const prefixIn = ({ Resources }: Template): string =>
  String(Resources.TransactionalConfigurationSet?.Properties?.Name).replace(/transactional$/, '');

/** A function that knows streams, told of these; any other resource as it is. */
const toldOf = (resource: Resource, { variable, titles }: StreamTemplate): Resource => {
  const { Environment } = resource.Properties ?? {};
  const { Variables } = isRecord(Environment) ? Environment : {};
  if (!isRecord(Variables) || Variables.STREAMS === undefined) return resource;
  const told = Variables.STREAM_TITLES === undefined ? {} : { STREAM_TITLES: titles };
  return {
    ...resource,
    Properties: {
      ...resource.Properties,
      Environment: { Variables: { ...Variables, ...told, STREAMS: variable } },
    },
  };
};
