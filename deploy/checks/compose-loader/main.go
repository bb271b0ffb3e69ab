// Loads the Compose file of a folder with Docker Compose's own loader, and prints a few of its services
// as they come out: interpolated, merged and checked against the specification.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"github.com/compose-spec/compose-go/v2/cli"
)

func main() {
	options, err := cli.NewProjectOptions(
		nil,
		cli.WithWorkingDirectory(os.Args[1]),
		cli.WithOsEnv,
		cli.WithDefaultConfigPath,
		cli.WithProfiles([]string{"*"}),
	)
	if err != nil {
		fail(err)
	}
	project, err := options.LoadProject(context.Background())
	if err != nil {
		fail(err)
	}
	told := map[string]any{}
	for name, service := range project.Services {
		ports := []string{}
		for _, port := range service.Ports {
			ports = append(ports, fmt.Sprintf("%s:%d", port.Published, port.Target))
		}
		told[name] = map[string]any{
			"replicas":    service.GetScale(),
			"environment": service.Environment,
			"ports":       ports,
		}
	}
	if err := json.NewEncoder(os.Stdout).Encode(told); err != nil {
		fail(err)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
