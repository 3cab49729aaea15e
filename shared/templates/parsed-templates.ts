import { LRUCache } from 'lru-cache';
import { type ParsedTemplate, parseTemplate } from './parse-template.ts';

const templates = new LRUCache<string, ParsedTemplate>({
  max: 100,
  maxSize: 2 * 1024 * 1024,
  sizeCalculation: (_, source) => source.length + 1,
});

/** A template, parsed once for all the mails that it fills: a message to fifty has it fifty times. */
export const parsedTemplate = (source: string): ParsedTemplate => {
  const known = templates.get(source);
  if (known !== undefined) return known;
  const parsed = parseTemplate(source);
  templates.set(source, parsed);
  return parsed;
};
