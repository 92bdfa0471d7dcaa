"""What counts as a command of a README, and the account of those that were run."""

from tests.controlplane.commands import Account, blocks, other_fences, printed_commands

README = """\
# Title

Put this into a file:

```
--node-labels=a=b
```

## Do

Run `helm uninstall x` (with `kubectl apply`, or what `kustomize.yaml` says) and:

```sh
# a remark
kubectl get nodes
for x in a b; do
  kubectl delete $x
done
```
"""
COMMANDS = ["kubectl get nodes", "for x in a b; do", "  kubectl delete $x", "done", "helm uninstall x"]


def test_commands_are_lines_of_shell_blocks_and_whole_commands_in_running_text() -> None:
    assert printed_commands(README) == COMMANDS
    assert len(blocks(README, "Do")) == 1
    assert other_fences(README) == ["```\n--node-labels=a=b\n```\n"]


def test_a_command_that_was_not_run_is_left_out() -> None:
    account = Account()
    account.note("kubectl get nodes")
    account.note("helm uninstall y")
    assert account.left_out(README) == COMMANDS[1:]
    account.note("\n".join(COMMANDS))
    assert (account.left_out(README), account.ran_of(README)) == ([], 5)
