import { describe, expect, it } from '@jest/globals';
import { createParser, type EventSourceMessage } from 'eventsource-parser';
import fc from 'fast-check';
import { encodeSse } from './sse-frame.ts';

function parse(bytes: Uint8Array): EventSourceMessage[] {
  const messages: EventSourceMessage[] = [];
  createParser({ onEvent: (message) => messages.push(message) }).feed(
    new TextDecoder().decode(bytes),
  );
  return messages;
}

describe('encodeSse', () => {
  it('lets no content forge an event', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom('\r', '\n', '\r\n', 'id: 9', 'event: x', 'data: y', ':', 'ü', ' '),
        ),
        (parts) => {
          const data = parts.join('');
          const messages = parse(encodeSse({ id: 'aaaaaaaa:1', data: `<${data}>` }));
          const lines = `<${data}>`.replaceAll(/\r\n|\r/g, '\n');
          expect(messages).toEqual([{ id: 'aaaaaaaa:1', event: undefined, data: lines }]);
        },
      ),
    );
  });

  it.each(['a\nb', 'a\rb', 'a\0b'])('refuses the id %j', (id) => {
    expect(() => encodeSse({ id, data: '' })).toThrow(RangeError);
    expect(() => encodeSse({ event: id, data: '' })).toThrow(RangeError);
  });
});
