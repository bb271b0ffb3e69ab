import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { METHOD_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { operationMetadata } from './operation.decorator.ts';
import { operations } from './operations.ts';

/** Stops the start where a route names no operation, or one that the table does not have. */
@Injectable()
export class RouteCheck implements OnModuleInit {
  constructor(
    @Inject(DiscoveryService) private readonly discovery: DiscoveryService,
    @Inject(MetadataScanner) private readonly scanner: MetadataScanner,
    @Inject(Reflector) private readonly reflector: Reflector,
  ) {}

  onModuleInit(): void {
    const unguarded = this.discovery.getControllers().flatMap(({ instance, name }) => {
      const controller = instance as Record<string, () => unknown> | undefined;
      if (!controller) return [];
      const prototype = Object.getPrototypeOf(controller) as object;
      return this.scanner
        .getAllMethodNames(prototype)
        .filter((method) => {
          const handler = controller[method];
          if (!handler || Reflect.getMetadata(METHOD_METADATA, handler) === undefined) return false;
          const operation = this.reflector.get<string | undefined>(operationMetadata, handler);
          return operation === undefined || !Object.hasOwn(operations, operation);
        })
        .map((method) => `${String(name)}.${method}`);
    });
    if (unguarded.length > 0) {
      throw new Error(
        `These routes have no entry in the table of operations: ${unguarded.join(', ')}.`,
      );
    }
  }
}
