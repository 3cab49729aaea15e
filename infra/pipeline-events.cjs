// Where pipeline events go, and what they say of addresses, by deployment parameters.
const places = ['off', 'sns', 'eventbridge', 'both'];
const forms = ['none', 'hashed'];

const refuse = (name, value, what) => {
  const error = new Error(`--param ${name}=${value}: ${what} (docs/events.md).`);
  // The framework prints the stack of an error that has one.
  error.stack = '';
  throw error;
};

module.exports = async ({ resolveVariable }) => {
  const parameter = async (name, values) => {
    const value = String(await resolveVariable(`param:${name}`));
    if (!values.includes(value)) refuse(name, value, `is none of ${values.join(', ')}`);
    return value;
  };
  const events = await parameter('pipelineEvents', places);
  const addresses = await parameter('pipelineEventAddresses', forms);
  if (addresses === 'hashed' && events === 'off')
    refuse('pipelineEventAddresses', addresses, 'counts only with pipelineEvents, which is off');
  return { events, addresses };
};
