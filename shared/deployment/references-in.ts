import { isRecord } from '../cloudformation/is-record.ts';

/** Ids that a value of a template refers to, by Ref, Fn::GetAtt and Fn::Sub; pseudo parameters too. */
export const referencesIn = (value: unknown): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === 'Ref' && typeof inner === 'string') return [inner];
    if (key === 'Fn::GetAtt') return attributeOwner(inner);
    if (key === 'Fn::Sub') return substituted(inner);
    return referencesIn(inner);
  });
};

const attributeOwner = (argument: unknown): readonly string[] => {
  const [first] = Array.isArray(argument) ? argument : String(argument).split('.');
  return typeof first === 'string' ? [first] : [];
};

const substituted = (argument: unknown): readonly string[] => {
  const [pattern, variables] = Array.isArray(argument) ? argument : [argument, {}];
  const own = isRecord(variables) ? variables : {};
  const ids = [...String(pattern).matchAll(/\$\{([^!}][^}]*)\}/g)].map(
    ([, id = '']) => id.split('.')[0]?.trim() ?? '',
  );
  return [...ids.filter((id) => own[id] === undefined), ...referencesIn(own)];
};
