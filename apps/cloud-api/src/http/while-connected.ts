import type { FastifyRequest } from 'fastify';

/**
 * Waits for work that is for nobody once the client has gone: its signal fires when the connection
 * that the request came on is closed.
 */
export async function whileConnected<Result>(
  request: FastifyRequest,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  // Taken once: a request can lose its socket before it is answered.
  const { socket } = request.raw;
  const gone = new AbortController();
  const onClose = (): void => gone.abort();
  socket.once('close', onClose);
  try {
    return await work(gone.signal);
  } finally {
    socket.off('close', onClose);
  }
}
