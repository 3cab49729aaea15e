import { splitJson } from './split-json.ts';

/**
 * The documents in a file of events. The file may be one JSON document, several in a row (with or
 * without line breaks between or within them), JSON lines, or plain text.
 *
 * When the file as a whole is neither one document nor several, each non-blank line is a document
 * if at least one unindented line consists of JSON objects. A broken line remains a document, so
 * that its reader reports it. A broken document that spans several lines has no such line and stays
 * whole.
 */
export const splitDocuments = (file: string): readonly string[] => {
  const text = file.replace(/^\uFEFF/, '');
  if (isJson(text)) return [text];
  const { documents, rest } = splitJson(text);
  if (rest === '' && documents.length > 1 && documents.every(isJson)) return documents;
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  return lines.length > 1 && lines.some(isObjectLine) ? lines : [text];
};

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

const isObjectLine = (line: string): boolean => {
  const { documents, rest } = splitJson(line);
  return line.startsWith('{') && rest === '' && documents.some(isJson);
};
