from timbalik.cli.main import main

raise SystemExit(main())
