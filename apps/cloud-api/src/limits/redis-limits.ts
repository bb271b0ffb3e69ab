import { Redis } from 'ioredis';
import type { Delays, LimitStore, Place, Usage } from './limit-store.ts';

const prefix = 'eyrie:limit:';
const now = `local t = redis.call('TIME') local now = t[1] * 1000 + math.floor(t[2] / 1000) `;

const takeScript = `local used = redis.call('INCRBY', KEYS[1], ARGV[1])
  local ttl = redis.call('PTTL', KEYS[1])
  if ttl < 0 then redis.call('PEXPIRE', KEYS[1], ARGV[2]) ttl = tonumber(ARGV[2]) end
  return {used, ttl}`;

const attemptScript = `${now}
  local blocked = tonumber(redis.call('HGET', KEYS[1], 'until') or '0')
  if blocked > now then return blocked - now end
  local beyond = redis.call('HINCRBY', KEYS[1], 'count', 1) - ARGV[1]
  if beyond >= 0 then
    local delay = math.min(tonumber(ARGV[3]), ARGV[2] * 2 ^ math.min(beyond, 30))
    redis.call('HSET', KEYS[1], 'until', string.format('%.0f', now + delay))
  end
  redis.call('PEXPIRE', KEYS[1], ARGV[4])
  return -1`;

const undoScript = `if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
  if redis.call('HINCRBY', KEYS[1], 'count', -1) < 0 then redis.call('HSET', KEYS[1], 'count', 0) end
  return redis.call('HDEL', KEYS[1], 'until')`;

// A field is a holder, its value "places:ends".
const holdScript = `${now}
  local others = 0
  local all = redis.call('HGETALL', KEYS[1])
  for i = 1, #all, 2 do
    local places, ends = string.match(all[i + 1], '^(%d+):(%d+)$')
    if tonumber(ends) <= now then redis.call('HDEL', KEYS[1], all[i])
    elseif all[i] ~= ARGV[1] then others = others + places end
  end
  local held = math.min(tonumber(ARGV[2]), math.max(0, ARGV[3] - others))
  if held == 0 then redis.call('HDEL', KEYS[1], ARGV[1]) return 0 end
  redis.call('HSET', KEYS[1], ARGV[1], string.format('%d:%.0f', held, now + ARGV[4]))
  redis.call('PEXPIRE', KEYS[1], ARGV[4])
  return held`;

/** Limits counted in Redis, by its clock. Rejects at once where it is away. */
export class RedisLimits implements LimitStore {
  readonly name = 'redis';
  private readonly redis: Redis;

  constructor(url: string, patienceMs = 250) {
    this.redis = new Redis(url, {
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      connectTimeout: 2_000,
      commandTimeout: patienceMs,
      retryStrategy: (attempt: number) => Math.min(1_000, 50 * attempt),
    });
    // What fails is told by the command; without a listener it would end the process.
    this.redis.on('error', () => undefined);
  }

  async take(key: string, amount: number, windowMs: number): Promise<Usage> {
    const [used = 0, resetMs = windowMs] = await this.run<number[]>(takeScript, key, [
      amount,
      windowMs,
    ]);
    return { used, resetMs };
  }

  async attempt(key: string, delays: Delays): Promise<number | null> {
    const { free, delayMs, delayMsMax, forgottenMs } = delays;
    const waitMs = await this.run<number>(attemptScript, key, [
      free,
      delayMs,
      delayMsMax,
      forgottenMs,
    ]);
    return waitMs < 0 ? null : waitMs;
  }

  async undo(key: string): Promise<void> {
    await this.run(undoScript, key, []);
  }

  async forget(key: string): Promise<void> {
    await this.redis.del(prefix + key);
  }

  hold({ key, holder, wanted, most, ttlMs }: Place): Promise<number> {
    return this.run<number>(holdScript, key, [holder, wanted, most, ttlMs]);
  }

  close(): void {
    this.redis.disconnect();
  }

  private async run<Result>(
    script: string,
    key: string,
    values: readonly (string | number)[],
  ): Promise<Result> {
    return (await this.redis.eval(script, 1, prefix + key, ...values)) as Result;
  }
}
