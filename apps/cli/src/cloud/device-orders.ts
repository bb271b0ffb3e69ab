import type { Command } from 'commander';
import { runCommand, withFollowing, type FollowOptions } from '../command/run-command.ts';
import type { CommandWish } from '../command/give-command.ts';
import { example } from '../examples.ts';
import { wholeFrom } from '../terminal/option-values.ts';
import { deviceNamed } from './named.ts';

/** `eyrie device self-test|log|diagnostics|restart|reboot`: what a device is told about itself. */
export function addDeviceOrders(device: Command): void {
  const tests = order(device, {
    ...{ verb: 'self-test', wish: () => ({ type: 'self_test' }) },
    description: 'Have a device test itself, a frame of each camera included.',
  });
  example(tests, 'eyrie device self-test ridge-worker --no-wait', 'asks, and does not wait');
  const logs = order(device, {
    verb: 'log',
    isFileShown: true,
    description: 'The last lines of the log of a device.',
    wish: ({ lines = 200 }) => ({ type: 'log_tail', parameters: { lines } }),
  })
    .option('--lines <count>', 'so many', wholeFrom(1, 2_000), 200)
    .option('--out <file>', 'saves them there instead of showing them');
  example(logs, 'eyrie device log ridge-worker --lines 50 --no-wait', 'asks for them');
  const collects = order(device, {
    verb: 'diagnostics',
    description: 'Collect what helps to see what is wrong with a device; secrets are left out.',
    wish: () => ({ type: 'diagnostics' }),
  }).option('--out <file>', 'saves it there');
  example(collects, 'eyrie device diagnostics ridge-worker --no-wait', 'have it collected');
  const restarts = order(device, {
    verb: 'restart',
    description: 'Restart the program of a device; no pictures for some seconds.',
    wish: () => ({ type: 'restart' }),
  });
  example(restarts, 'eyrie device restart ridge-worker --no-wait', 'start its program anew');
  const reboots = order(device, {
    verb: 'reboot',
    description: 'Restart the whole Pi; no pictures for about a minute.',
    wish: () => ({ type: 'reboot' }),
  });
  example(reboots, 'eyrie device reboot ridge-worker --no-wait', 'start the Pi anew');
}

interface OrderOptions extends FollowOptions {
  lines?: number;
}

interface Order {
  readonly verb: string;
  readonly description: string;
  readonly wish: (options: OrderOptions) => CommandWish;
  readonly isFileShown?: boolean;
}

function order(device: Command, { verb, description, wish, isFileShown = false }: Order): Command {
  const made = device.command(`${verb} <device>`).description(description);
  return withFollowing(made).action((wanted: string, options: OrderOptions) =>
    runCommand(async (eyrie) => {
      const { id: deviceId, name } = await deviceNamed(eyrie, wanted);
      return { deviceId, name, wish: wish(options), isFileShown };
    }, options),
  );
}
