import 'reflect-metadata';
import { Controller, Get, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { describe, expect, it } from '@jest/globals';
import { RouteOperation } from './operation.decorator.ts';
import { RouteCheck } from './route-check.ts';

@Controller('named')
class NamedController {
  @Get()
  @RouteOperation('sites.list', 'A route with a right.')
  list(): string {
    return 'ok';
  }
}

@Controller('forgotten')
class ForgottenController {
  @Get()
  list(): string {
    return 'open to everybody';
  }

  notARoute(): string {
    return 'fine';
  }
}

@Module({ imports: [DiscoveryModule], controllers: [NamedController], providers: [RouteCheck] })
class NamedModule {}

@Module({ imports: [NamedModule], controllers: [ForgottenController] })
class ForgottenModule {}

const start = async (module: typeof NamedModule): Promise<void> => {
  const context = await Test.createTestingModule({ imports: [module] }).compile();
  await context.init();
};

describe('RouteCheck', () => {
  it('lets the application start when every route has its right', async () => {
    await expect(start(NamedModule)).resolves.toBeUndefined();
  });

  it('stops the start where a route names no operation, and says which', async () => {
    await expect(start(ForgottenModule)).rejects.toThrow(
      /no entry in the table of operations: ForgottenController\.list\./,
    );
  });
});
