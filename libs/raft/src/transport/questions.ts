import { once } from 'node:events';
import type { TLSSocket } from 'node:tls';
import type { NodeId } from '../core/types.ts';
import { dial } from './dial.ts';
import { FrameReader } from './frame.ts';
import { FrameStream, StreamBroken } from './frame-stream.ts';
import { encodeHello } from './hello.ts';
import type { Asker, QuestionOptions } from './question-options.ts';
import type { Address, TlsTransportOptions } from './tls-options.ts';

/** No answer: unreachable, refused, or too slow. */
export class QuestionFailed extends Error {
  constructor(nodeId: NodeId, cause: unknown) {
    super(`Node ${nodeId} gave no answer.`, { cause });
    this.name = 'QuestionFailed';
  }
}

/** Questions and answers are small; a longer frame is refused before it is read. */
export const QUESTION_BYTES_MAX = 256 * 1024;
const QUESTION_MS_MAX = 4000;

/** @throws QuestionFailed */
export async function askQuestion(
  options: TlsTransportOptions & { readonly questions: QuestionOptions },
  to: NodeId,
  address: Address,
  question: Uint8Array,
): Promise<Uint8Array> {
  const { id, questions } = options;
  const socket = dial({ ...options, authorise: questions.authorise }, to, address);
  // A connection that breaks is seen by its close.
  socket.on('error', () => undefined);
  try {
    await once(socket, 'secureConnect', { signal: AbortSignal.timeout(QUESTION_MS_MAX) });
    const stream = streamOf(socket);
    const hello = { clusterId: questions.realm, from: id, to, purpose: 'question' as const };
    await stream.write(encodeHello(hello));
    await stream.write(question);
    return await stream.next();
  } catch (error) {
    throw new QuestionFailed(to, error);
  } finally {
    socket.destroy();
  }
}

/** Answers the one question of a connection; never rejects. `first`: what was read along already. */
export async function answerQuestion(
  socket: TLSSocket,
  frames: FrameReader,
  first: readonly Buffer[],
  { asker, answer }: { readonly asker: Asker; readonly answer: QuestionOptions['answer'] },
): Promise<void> {
  frames.limit(QUESTION_BYTES_MAX);
  const stream = new FrameStream(socket, frames, { stallMs: QUESTION_MS_MAX, first });
  try {
    await stream.write(await answer(await stream.next(), asker));
    stream.end();
  } catch (error) {
    stream.destroy();
    // What the asked one could not answer is told by the close; a defect there is not the transport's.
    if (!(error instanceof StreamBroken)) return;
  }
}

function streamOf(socket: TLSSocket): FrameStream {
  return new FrameStream(socket, new FrameReader(QUESTION_BYTES_MAX), { stallMs: QUESTION_MS_MAX });
}
