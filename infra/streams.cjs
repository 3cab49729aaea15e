// The streams of a deployment: one configuration set each, so that every stream can be paused,
// measured and configured by itself, and what functions and their roles know of them. The rules are
// shared/streams and shared/deployment/stream-template.ts; docs/streams.md explains the parameters.
const load = require('./load-source.cjs');

const parameters = [
  'streams',
  'unsubscribe',
  'tlsTransactional',
  'tlsNotifications',
  'tlsMarketing',
  'trackTransactional',
  'trackNotifications',
  'trackMarketing',
  'trackingDomain',
  'trackingHttps',
  'sesReputationMetrics',
];

module.exports = async ({ resolveVariable, resolveConfigurationProperty }) => {
  const { streamTemplate } = load(['deployment/stream-template.ts']);
  const service = await resolveConfigurationProperty(['service']);
  const prefix = `${service}-${await resolveVariable('sls:stage')}-`;
  const values = await Promise.all(parameters.map((name) => resolveVariable(`param:${name}`)));
  const given = Object.fromEntries(parameters.map((name, index) => [name, values[index]]));
  try {
    return streamTemplate(given, prefix);
  } catch {
    // Wrong streams are told by check-parameters.cjs, with all else that is wrong.
    return streamTemplate({ ...given, streams: '' }, prefix);
  }
};
