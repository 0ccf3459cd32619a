// Command validate checks Grafana dashboards against Grafana's schema and prints the PromQL of their panels and
// variables as a rule file, so that `promtool check rules` can parse it.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"strings"

	"github.com/grafana/grafana-foundation-sdk/go/cog/plugins"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
	"github.com/grafana/grafana-foundation-sdk/go/prometheus"
)

func main() {
	plugins.RegisterDefaultPlugins()
	var rules strings.Builder
	failed := false
	for _, path := range os.Args[1:] {
		expressions, err := check(path)
		if err != nil {
			fmt.Fprintf(os.Stderr, "%s: %v\n", path, err)
			failed = true
		}
		for _, expression := range expressions {
			fmt.Fprintf(&rules, "      - {record: panel:query, expr: %q}\n", expression)
		}
	}
	if failed {
		os.Exit(1)
	}
	fmt.Printf("groups:\n  - name: panels\n    rules:\n%s", rules.String())
}

// check returns the PromQL expressions of the dashboard at path, or why it is not a valid dashboard.
func check(path string) ([]string, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	// An error with an empty text says that nothing is wrong, yet it cuts the strict reading short: what is looked at
	// afterwards is read once more.
	if err := new(dashboard.Dashboard).UnmarshalJSONStrict(raw); err != nil && err.Error() != "" {
		return nil, err
	}
	var board dashboard.Dashboard
	if err := json.Unmarshal(raw, &board); err != nil {
		return nil, err
	}
	if err := board.Validate(); err != nil && err.Error() != "" {
		return nil, err
	}
	panels, err := panelExpressions(board)
	if err != nil {
		return nil, err
	}
	variables, err := variableExpressions(raw)
	if err != nil {
		return nil, err
	}
	return append(panels, variables...), nil
}

func panelExpressions(board dashboard.Dashboard) ([]string, error) {
	var expressions []string
	ids := map[uint32]bool{}
	for _, either := range board.Panels {
		if either.Panel == nil || either.Panel.Type == "row" {
			continue
		}
		panel := either.Panel
		if panel.Id == nil || ids[*panel.Id] {
			return nil, fmt.Errorf("panel %q has no id of its own", title(panel))
		}
		ids[*panel.Id] = true
		if panel.Type != "text" && len(panel.Targets) == 0 {
			return nil, fmt.Errorf("panel %q queries nothing", title(panel))
		}
		for _, target := range panel.Targets {
			query, ok := target.(*prometheus.Dataquery)
			if !ok {
				if value, isValue := target.(prometheus.Dataquery); isValue {
					query = &value
				} else {
					return nil, fmt.Errorf("panel %q: a target is a %T, not a Prometheus query", title(panel), target)
				}
			}
			expressions = append(expressions, substitute(query.Expr))
		}
	}
	return expressions, nil
}

func title(panel *dashboard.Panel) string {
	if panel.Title == nil {
		return ""
	}
	return *panel.Title
}

var labelValues = regexp.MustCompile(`^label_values\((.+),\s*\w+\)$`)

// variableExpressions returns the metric selectors of the query variables and of the annotations.
func variableExpressions(raw []byte) ([]string, error) {
	var board struct {
		Templating struct {
			List []struct {
				Type, Name string
				Query      any
			}
		}
		Annotations struct {
			List []struct{ Expr string }
		}
	}
	if err := json.Unmarshal(raw, &board); err != nil {
		return nil, err
	}
	var expressions []string
	for _, variable := range board.Templating.List {
		if variable.Type != "query" {
			continue
		}
		query, _ := variable.Query.(map[string]any)
		text, _ := query["query"].(string)
		match := labelValues.FindStringSubmatch(text)
		if match == nil {
			return nil, fmt.Errorf("variable %s: not of the form label_values(selector, label): %q", variable.Name, text)
		}
		expressions = append(expressions, substitute(match[1]))
	}
	for _, annotation := range board.Annotations.List {
		if annotation.Expr != "" {
			expressions = append(expressions, substitute(annotation.Expr))
		}
	}
	return expressions, nil
}

var builtins = strings.NewReplacer("$__rate_interval", "1m", "$__interval", "1m", "$__range", "1h", "${run}", "run", "$run", "run")

func substitute(expression string) string {
	return builtins.Replace(expression)
}
